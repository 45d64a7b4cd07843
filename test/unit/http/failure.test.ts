// What a failed call says: the vendor's words, a hint, and never a secret.
import { describe, expect, it } from 'vitest'
import { client, create, failure, network, put, read, type Step, scripted, text } from './scripted.ts'

describe('what is said', () => {
  it('keeps the words of the vendor to one clean line', async () => {
    const body = `{"message":"line one\\nline two\\u001b[2J ${'x'.repeat(400)}"}`
    const error = await failure(client(scripted(text(422, body)).ports).send(put))
    expect(error.message).toMatch(/answered 422: "line one line two \[2J x+…"$/)
    expect(error.message.length).toBeLessThan(400)
  })

  it('takes them from the hook of the vendor, and survives a hook that fails', async () => {
    const { ports } = scripted(text(400, 'raw'))
    const wise = await failure(client(ports, { vendorMessage: (status, body) => `${status} means ${body}` }).send(put))
    expect(wise.message).toContain('"400 means raw"')
    const broken = () => {
      throw new Error('unexpected body')
    }
    expect((await failure(client(ports, { vendorMessage: broken, statusCode: broken }).send(put))).message).toContain(
      '"raw"',
    )
  })

  it('takes the code from the hook of the vendor', async () => {
    const { ports } = scripted(text(403, 'daily limit'))
    const options = { statusCode: (status: number) => (status === 403 ? ('E2005' as const) : undefined) }
    expect(await failure(client(ports, options).send(put))).toMatchObject({ code: 'E2005', effect: 'none' })
    expect(ports.metered).toHaveLength(1)
  })

  it('suspects a read-only token where a write is forbidden', async () => {
    const { ports } = scripted(text(403, ''))
    expect((await failure(client(ports).send(put))).hint).toContain('read-only')
    expect((await failure(client(ports).send(read))).hint).not.toContain('read-only')
  })

  it('holds no secret, whoever repeats it', async () => {
    const leak = 'tok-123456'
    const steps: Step[] = [
      text(400, `bad token ${leak}`),
      text(500, JSON.stringify({ error: { deep: leak } })),
      text(200, `<title>${leak}</title>`),
      text(302, '', { location: `https://${leak}.example/${leak}` }),
      Object.assign(new TypeError(`fetch failed ${leak}`), { cause: new Error(`bad header ${leak}`) }),
    ]
    for (const step of steps) {
      const { ports } = scripted(step)
      const error = await failure(client(ports).send({ ...put, path: `/x/${leak}`, query: { leak } }))
      const cause =
        error.cause instanceof Error ? [error.cause.message, error.cause.stack, String(error.cause.cause)] : []
      const said = [error.message, error.hint, error.stack, ...cause, ...ports.lines, JSON.stringify(ports.metered)]
      expect(said.join('\n')).not.toContain(leak)
    }
  })

  it('keeps the cause', async () => {
    const error = network('ECONNRESET')
    expect((await failure(client(scripted(error).ports).send(create))).cause).toBe(error)
  })
})
