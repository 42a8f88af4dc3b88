// Loads the TypeScript of lib, test and bench as `npm run types` compiled it. Otherwise each process and each thread
// would compile it again, which takes longer than most tests.
import { register } from 'node:module'

register('./hooks.mjs', import.meta.url)

// A child process in another folder must find this file too.
process.env.NODE_OPTIONS &&= process.env.NODE_OPTIONS.replace('./test/loader/register.mjs', import.meta.url)
