// Given to node with --import: writes the path of every file that is loaded to the file BUTIK_TEST_LOADED, a line each.
import { register } from 'node:module'

register(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync } from 'node:fs'
    import { fileURLToPath } from 'node:url'
    export async function load(url, context, next) {
      if (url.startsWith('file:')) appendFileSync(process.env.BUTIK_TEST_LOADED, fileURLToPath(url) + '\\n')
      return next(url, context)
    }
  `)}`,
)
