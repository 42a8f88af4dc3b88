import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'dist-docs/', '.tap/', '.cache/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 4],
      'max-len': ['error', { code: 120, ignoreUrls: true }],
      'no-nested-ternary': 'error',
      complexity: ['error', 12],
      'no-console': 'error',
      'no-warning-comments': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // noUncheckedIndexedAccess makes every index possibly undefined; where it cannot be, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Options arrive untyped from JavaScript and the command line, so they are checked whatever the types say.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // Event overloads exist only as interfaces beside the class.
      '@typescript-eslint/no-unsafe-declaration-merging': 'off',
      // Widths are counted in code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['lib/**'],
    plugins: { regexp },
    rules: {
      // Text of strangers must not stop the event loop: `[…]+$` is quadratic; scan from the end (`text/trailing.ts`).
      // A lint rule, since it finds each pattern when it is written, and tests find only those that they reach.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Name what is exported.' }],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/require-await': 'off',
      // tap waits for its subtests itself.
      '@typescript-eslint/no-floating-promises': ['error', {
        allowForKnownSafePromises: [{ from: 'package', name: 'PromiseWithSubtest', package: '@tapjs/core' }],
      }],
    },
  },
  {
    // The same rooms as `pure-by-default` of the dependency rules: time, chance and environment are handed in.
    files: ['lib/{engine,protocol,text}/**', 'lib/audio/{containers,opus,pcm,process,vad}/**', 'lib/captions/*/**',
      'lib/engines/dashscope/{catalogue,errors,limits,task}/**', 'lib/testing/**'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'process'],
      'no-restricted-properties': [
        'error', { object: 'Math', property: 'random' }, { object: 'Date', property: 'now' },
      ],
    },
  },
  // Lines of reports.
  {
    files: ['bench/**'],
    rules: { 'max-len': ['error', { code: 120, ignoreUrls: true, ignoreTemplateLiterals: true }] },
  },
  // Texts to be laid out, as they were written.
  { files: ['bench/captions/{held-out,scripts}.ts'], rules: { 'max-len': 'off' } },
  { files: ['bench/**', 'lib/cli/**', 'test/examples/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
)
