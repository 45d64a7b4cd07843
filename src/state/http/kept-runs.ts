/**
 * What is kept of runs (`plan.json`, `undo.json`), at an address of its own: of the last runs only, as each file costs a write of
 * all of them. Where the server has no such address, it is kept beside butik.yaml.
 */
import * as z from 'zod'
import { ReconcilerError } from '../../model/errors.ts'
import type { StateBackend } from '../../model/state.ts'
import type { Cipher } from '../cipher.ts'
import { brokenAt } from './envelope.ts'
import { unzipped, zipped } from './pack.ts'
import { MovedOn, type Place } from './place.ts'
import { NoSuchAddress } from './trouble.ts'

export type RunFiles = Pick<StateBackend, 'keep' | 'kept' | 'runs'>

export interface KeptRunsOptions {
  readonly place: Place
  readonly cipher: Cipher
  /** Where they go if the server has no place for them. */
  readonly otherwise: RunFiles
  readonly notice: (line: string) => void
}

/** Runs that are kept, and what they may take together; the last one is kept whatever it takes. */
const most = { runs: 20, bytes: 8_000_000 }

const lineage = 'runs'
const safeName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/** The last one first. */
const shape = z.array(z.looseObject({ run: z.string(), files: z.record(z.string(), z.string()) }))
type Runs = z.infer<typeof shape>

export class KeptRuns implements RunFiles {
  readonly #options: KeptRunsOptions
  #isElsewhere = false

  constructor(options: KeptRunsOptions) {
    this.#options = options
  }

  async keep(run: string, name: string, content: string): Promise<void> {
    for (const one of [run, name])
      if (!safeName.test(one)) throw new ReconcilerError('E9999', `${JSON.stringify(one)} cannot name what is kept`)
    if (this.#isElsewhere) return await this.#options.otherwise.keep(run, name, content)
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#keepHere(run, name, content)
      } catch (error) {
        if (error instanceof MovedOn && tries < 3) continue
        if (!(error instanceof NoSuchAddress)) throw error
        this.#isElsewhere = true
        this.#options.notice(`plans of runs are kept beside butik.yaml: ${error.message}`)
        return await this.#options.otherwise.keep(run, name, content)
      }
    }
  }

  async kept(run: string, name: string): Promise<string | undefined> {
    const found = (await this.#read()).find((one) => one.run === run)?.files[name]
    if (found === undefined) return await this.#options.otherwise.kept(run, name)
    try {
      return unzipped(found)
    } catch (error) {
      throw brokenAt(this.#options.place.label, `${name} of the run ${run} is not whole`, error)
    }
  }

  async runs(): Promise<readonly string[]> {
    const here = (await this.#read()).map(({ run }) => run)
    return [...here, ...(await this.#options.otherwise.runs()).filter((run) => !here.includes(run))]
  }

  async #keepHere(run: string, name: string, content: string): Promise<void> {
    const { place, cipher } = this.#options
    const before = await this.#read()
    const files = { ...before.find((one) => one.run === run)?.files, [name]: zipped(content) }
    const runs = shortened([{ run, files }, ...before.filter((one) => one.run !== run)])
    await place.write({ content: JSON.stringify(cipher.seal(JSON.stringify(runs), 'runs')) }, { lineage })
  }

  async #read(): Promise<Runs> {
    const { place, cipher } = this.#options
    const content = (await place.read())?.members['content']
    if (content === undefined) return []
    let value: unknown
    try {
      value = JSON.parse(cipher.open(typeof content === 'string' ? content : '', 'runs'))
    } catch (error) {
      if (error instanceof ReconcilerError) throw error
      throw brokenAt(
        place.label,
        'what is kept of runs cannot be read: it is damaged, or encrypted with a key that is not given',
      )
    }
    const { data } = shape.safeParse(value)
    if (data === undefined) throw brokenAt(place.label, 'what is there is not of runs')
    return data
  }
}

function shortened(runs: Runs): Runs {
  let bytes = 0
  return runs.filter(({ files }, index) => {
    bytes += Object.values(files).reduce((sum, file) => sum + file.length, 0)
    return index === 0 || (index < most.runs && bytes <= most.bytes)
  })
}
