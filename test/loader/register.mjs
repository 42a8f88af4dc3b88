// Runs the TypeScript of lib, test and bench as `npm run types` has compiled it, in its own place: each process and each
// thread would else compile it anew, which takes longer than most tests.
import { register } from 'node:module'

register('./hooks.mjs', import.meta.url)

// A child in another folder must find this file too.
process.env.NODE_OPTIONS &&= process.env.NODE_OPTIONS.replace('./test/loader/register.mjs', import.meta.url)
