// The import directions of docs/architecture.md. Each comment tells the offender what to do instead.
const room = (name) => `^src/${name}/`
const only = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

module.exports = {
  forbidden: [
    only(
      'no-circular',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Two files that need each other are one idea: move what they share to the noun it serves.',
    ),
    only(
      'model-imports-nothing',
      { path: room('model') },
      { path: '^src/', pathNot: room('model') },
      'model holds nouns. Move the behaviour to the stage that uses it.',
    ),
    only(
      'http-imports-model',
      { path: room('http') },
      { path: '^src/', pathNot: '^src/(http|model)/' },
      'The door to the network knows no vendor and no stage: pass what it needs as an option or a port.',
    ),
    only(
      'state-imports-model',
      { path: room('state') },
      { path: '^src/', pathNot: '^src/(state|model)/' },
      'Backends store snapshots and lines; they know neither engine nor vendor. Pass it in.',
    ),
    only(
      'author-imports-model',
      { path: room('author') },
      { path: '^src/', pathNot: '^src/(author|model)/' },
      'Editing YAML needs nouns only.',
    ),
    only(
      'render-imports-model',
      { path: room('render') },
      { path: '^src/', pathNot: '^src/(render|model)/' },
      'A renderer is a function of plain data: put what it needs into the plan or the event.',
    ),
    only(
      'pipeline-imports-model',
      { path: room('pipeline') },
      { path: '^src/', pathNot: '^src/(pipeline|model)/' },
      'Stages get providers, backends and files through the World; nothing concrete is imported.',
    ),
    only(
      'providers-import-model-and-http',
      { path: '^src/providers/([^/]+)/' },
      { path: '^src/', pathNot: '^src/(providers/$1|model|http)/' },
      'A vendor knows the nouns, the door to the network and itself; never another vendor.',
    ),
    only(
      'provider-list',
      { path: '^src/providers/index.ts$' },
      { path: '^src/', pathNot: '^src/(providers|model)/' },
      'The list of providers is a list.',
    ),
    only(
      'sandbox-imports-nothing',
      { path: room('sandbox') },
      { path: '^src/', pathNot: room('sandbox') },
      "The sandbox is written from the vendors' pages alone; sharing code would share mistakes. Repeat it.",
    ),
    only(
      'nobody-imports-sandbox',
      { path: '^src/', pathNot: '^src/(sandbox|cli)/' },
      { path: room('sandbox') },
      'Only the sandbox command starts it.',
    ),
    only(
      'concrete-in-compose',
      { path: '^src/cli/', pathNot: '^src/cli/(compose|commands/sandbox)\\.ts$' },
      { path: '^src/(providers|state|http|sandbox)/' },
      'Only cli/compose.ts names concrete providers, backends and renderers.',
    ),
    only(
      'nobody-imports-cli',
      { path: '^src/', pathNot: '^src/cli/' },
      { path: room('cli') },
      'The command line is the outermost room.',
    ),
    only(
      'undici-in-http',
      { path: '^src/', pathNot: room('http') },
      { path: '^node_modules/undici' },
      'Ask http/client.ts.',
    ),
    only(
      'js-yaml-and-ajv-in-pipeline',
      { path: '^src/', pathNot: room('pipeline') },
      { path: '^node_modules/(js-yaml|ajv)' },
      'Loading and validating happen in pipeline only.',
    ),
    only(
      'slugify-in-pipeline',
      { path: '^src/', pathNot: '^src/pipeline/keys.ts$' },
      { path: '^node_modules/@sindresorhus/' },
      'Keys are made of names in pipeline/keys.ts only.',
    ),
    only(
      'yaml-in-author',
      { path: '^src/', pathNot: room('author') },
      { path: '^node_modules/yaml/' },
      'Only author edits YAML in place.',
    ),
    only(
      'chalk-and-diff-in-render',
      { path: '^src/', pathNot: room('render') },
      { path: '^node_modules/(chalk|diff)/' },
      'Colours and text diffs belong to render.',
    ),
    only(
      'commander-in-cli',
      { path: '^src/', pathNot: room('cli') },
      { path: '^node_modules/commander' },
      'Options are parsed in cli.',
    ),
    only(
      'pg-in-state',
      { path: '^src/', pathNot: '^src/state/postgres/' },
      { path: '^node_modules/pg/' },
      'Ask state/postgres/connection.ts.',
    ),
    only(
      'only-chosen-packages',
      { path: '^src/' },
      {
        dependencyTypes: ['npm', 'npm-dev'],
        pathNot: '^node_modules/(@sindresorhus/slugify|ajv|chalk|commander|diff|js-yaml|pg|semver|undici|yaml|zod)/',
      },
      'What src imports is bundled and published: only packages that a decision record chose.',
    ),
    only(
      'only-listed-packages',
      { path: '^src/' },
      { dependencyTypes: ['npm-unknown', 'npm-no-pkg', 'unknown'] },
      'A package must be in package.json.',
    ),
    only('not-to-unresolvable', {}, { couldNotResolve: true }, 'The file does not exist.'),
    only(
      'no-tests-in-src',
      { path: '^src/' },
      { path: '^(test|scripts)/' },
      'Production code does not know its tests.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
}
