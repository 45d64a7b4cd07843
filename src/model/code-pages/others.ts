/** The pages of codes about the command line, CI, and faults; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const others: PagesOf<`E5${string}` | `E6${string}` | `E9${string}`> = {
  E5001: {
    why: 'A command, flag or value that there is not.',
    remedy: '`butik --help`, or `butik help COMMAND`.',
    example: '--format yaml is not a format',
  },
  E5002: {
    why: 'In CI nobody can say yes.',
    remedy: 'Give `--yes`, or apply a saved plan.',
    example: 'this needs a yes, and there is no terminal to ask on',
  },
  E5003: {
    why: 'Ctrl-C or SIGTERM, before anything was written; after that the report is the answer, exit 3.',
    remedy: 'Run again.',
    example: 'left at a question; nothing was written',
  },
  E5004: {
    why: '`butik init` found a `butik.yaml` in the folder; nothing was written.',
    remedy: 'Edit that one, or name another folder: `butik init DIR`.',
    example: 'there is a butik.yaml in this folder already',
  },
  E6001: {
    why: 'They refused it, could not be reached, or it is longer than they take.',
    remedy: 'The hint says which right is missing.',
    example: 'the comment has 91204 characters, more than the platform takes',
  },
  E6002: {
    why: 'The variables and the event of a CI job say it, and they are not there.',
    remedy: 'Run it in a job of GitHub Actions or GitLab CI, or give `--number`.',
    example: 'this is no job of GitHub Actions or GitLab CI',
  },
  E6003: {
    why: 'The commit came without a pull request, or the comment there shows no plan, or that of another commit.',
    remedy:
      'See the hint; nothing was written. To carry out what is in the files all the same, look at `butik plan` and then `butik apply` by hand.',
    example: 'nothing was approved: the commit 5d41402abc4b came without a pull request, by a direct push',
  },
  E9999: {
    why: 'Not your mistake. What was written is in the journal.',
    remedy: 'Report it with the lines of the message and what `BUTIK_DEBUG=1` adds.',
    example: "this is a fault in butik: TypeError: Cannot read properties of undefined (reading 'name')",
  },
}
