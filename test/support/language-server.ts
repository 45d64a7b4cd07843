// The language server that editors run for YAML (npm yaml-language-server), driven over its protocol: a process of its own that is
// told of texts and asked about them. It is given no catalogue of schemas, so it reaches no network.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './butik.ts'

export interface Flagged {
  /** From 1, as people count. */
  readonly line: number
  readonly message: string
}

export interface LanguageServer extends AsyncDisposable {
  /** Shows it a file; gives what it flags there. */
  open(path: string, text: string): Promise<readonly Flagged[]>
  /** Labels of what it offers at the mark `|` in the text. */
  complete(path: string, text: string): Promise<readonly string[]>
  /** What it shows of the word behind the mark `|`. */
  hover(path: string, text: string): Promise<string>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

const yaml = {
  validate: true,
  hover: true,
  completion: true,
  schemaStore: { enable: false },
  kubernetesCRDStore: { enable: false },
  customTags: ['!env scalar', '!file scalar', '!csv scalar', '!csv mapping'],
}

export async function languageServer(folder: string): Promise<LanguageServer> {
  const binary = join(root, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server')
  const child = spawn(process.execPath, [binary, '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const wire = new Wire(child)
  const rootUri = pathToFileURL(folder).href
  const markdown = { contentFormat: ['markdown'] }
  await wire.ask('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'shop' }],
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { hover: markdown, completion: { completionItem: { documentationFormat: ['markdown'] } } },
    },
  })
  wire.tell('initialized', {})
  wire.tell('workspace/didChangeConfiguration', { settings: { yaml } })
  let version = 0
  const show = (path: string, text: string): { readonly uri: string } => {
    const { href: uri } = pathToFileURL(path)
    version += 1
    wire.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } })
    return { uri }
  }
  const at = (path: string, marked: string): object => {
    const place = marked.indexOf('|')
    const before = marked.slice(0, place).split('\n')
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
    return { textDocument: show(path, `${marked.slice(0, place)}${marked.slice(place + 1)}`), position }
  }
  return {
    async open(path, text) {
      const { uri } = show(path, text)
      const found = await wire.heard('textDocument/publishDiagnostics', (params) => partOf(params, 'uri') === uri)
      return listOf(partOf(found, 'diagnostics')).map((one) => ({
        line: Number(partOf(partOf(partOf(one, 'range'), 'start'), 'line')) + 1,
        message: String(partOf(one, 'message')),
      }))
    },
    async complete(path, text) {
      const found = await wire.ask('textDocument/completion', at(path, text))
      return listOf(partOf(found, 'items') ?? found).map((item) => String(partOf(item, 'label')))
    },
    async hover(path, text) {
      const found = await wire.ask('textDocument/hover', at(path, text))
      return String(partOf(partOf(found, 'contents'), 'value') ?? '')
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** JSON-RPC with lengths in front, both ways. The server asks back for its settings. */
class Wire {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #listeners = new Set<(message: Message) => void>()
  #rest = Buffer.alloc(0)
  #last = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.on('data', (bytes: Buffer) => this.#take(bytes))
  }

  tell(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  async ask(method: string, params: unknown): Promise<unknown> {
    this.#last += 1
    const id = this.#last
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve))
    this.#send({ id, method, params })
    const { result, error } = await answered
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result
  }

  heard(method: string, fits: (params: unknown) => boolean): Promise<unknown> {
    return new Promise((resolve) => {
      const listener = (message: Message): void => {
        if (message.method !== method || !fits(message.params)) return
        this.#listeners.delete(listener)
        resolve(message.params)
      }
      this.#listeners.add(listener)
    })
  }

  #send(message: Message): void {
    this.#child.stdin?.write(frame({ jsonrpc: '2.0', ...message }))
  }

  #take(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const end = this.#rest.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, end).toString())?.[1])
      if (this.#rest.length < end + 4 + length) return
      const message: Message = JSON.parse(this.#rest.subarray(end + 4, end + 4 + length).toString())
      this.#rest = this.#rest.subarray(end + 4 + length)
      this.#handle(message)
    }
  }

  #handle(message: Message): void {
    const { id, method } = message
    if (method === undefined) {
      if (id !== undefined) this.#waiting.get(id)?.(message)
      return
    }
    if (id !== undefined) this.#answer(id, method, message.params)
    for (const listener of this.#listeners) listener(message)
  }

  #answer(id: number, method: string, params: unknown): void {
    const isSettings = method === 'workspace/configuration'
    const sections = listOf(partOf(params, 'items')).map((item) => partOf(item, 'section'))
    const result = isSettings ? sections.map((section) => (section === 'yaml' ? yaml : {})) : null
    this.#child.stdin?.write(frame({ jsonrpc: '2.0', id, result }))
  }
}

function frame(message: object): string {
  const body = JSON.stringify(message)
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
