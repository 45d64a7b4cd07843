// What is shown to everybody is fetched without credentials, within limits, and a host that is down is left alone.
import { expect, test } from 'vitest'
import { createDownloads, type Download } from '../../../src/http/downloads.ts'

interface Asked {
  readonly url: string
  readonly headers: Record<string, string>
}

type Answer = (url: string) => Response | Promise<Response>

/** Waits pass at once. */
function downloads(answer: Answer, more: { most?: number; timeoutMs?: number } = {}) {
  const [asked, waits]: [Asked[], number[]] = [[], []]
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push({ url: String(input), headers: Object.fromEntries(new Headers(init?.headers)) })
    expect(init?.redirect).toBe('manual')
    return await answer(String(input))
  }
  const clock = {
    now: () => new Date(0),
    sleep: async (ms: number) => {
      waits.push(ms)
    },
  }
  const download = createDownloads({ ports: { fetch, clock, random: () => 0 }, most: 10, agent: 'butik/0', ...more })
  const get = (url: string) => download(url, new AbortController().signal)
  return { get, download, asked, waits }
}

const whyOf = async (file: ReturnType<Download>) => {
  const found = await file
  return 'why' in found ? found.why : found
}

const to = (location: string, status = 302) => new Response(null, { status, headers: { location } })

test('bytes as they are, with what the host calls them', async () => {
  const body = Uint8Array.from([0xff, 0xfe, 0, 0x80])
  const { get, asked } = downloads(() => new Response(body, { headers: { 'content-type': 'image/jpeg; q=1' } }))
  expect(await get('https://cdn.example/a.jpg')).toEqual({ bytes: Buffer.from(body), type: 'image/jpeg' })
  expect(asked).toEqual([{ url: 'https://cdn.example/a.jpg', headers: { accept: 'image/*', 'user-agent': 'butik/0' } }])
})

test('what stands in an address for a password is not sent', async () => {
  const { get, asked } = downloads(() => new Response('x'))
  await get('https://me:s3cret@cdn.example/a.jpg')
  expect(JSON.stringify(asked)).not.toContain('s3cret')
})

test.each(['', 'a.jpg', '//cdn.example/a.jpg', 'file:///etc/passwd', 'data:image/png;base64,AAAA'])(
  'nothing is asked for %j',
  async (url) => {
    const { get, asked } = downloads(() => new Response('x'))
    expect(await whyOf(get(url))).toBe('what the vendor gives as its address is none')
    expect(asked).toEqual([])
  },
)

test('it is gone after where it leads, but not for ever, and not to where anybody can listen', async () => {
  const answers: Record<string, Response> = {
    'https://a.example/1': to('/2', 301),
    'https://a.example/2': to('https://b.example/3', 307),
    'https://b.example/3': new Response('ok'),
    'https://a.example/open': to('http://a.example/3'),
    'https://a.example/file': to('file:///etc/passwd'),
    'https://a.example/nowhere': new Response(null, { status: 302 }),
  }
  const { get, asked } = downloads((url) => answers[url] ?? to(url))
  expect(await get('https://a.example/1')).toMatchObject({ bytes: Buffer.from('ok') })
  expect(await whyOf(get('https://a.example/open'))).toBe('it leads to an address that is not encrypted, at a.example')
  expect(await whyOf(get('https://a.example/file'))).toBe('it leads to what is no address')
  expect(await whyOf(get('https://a.example/nowhere'))).toBe('it leads to what is no address')
  asked.length = 0
  expect(await whyOf(get('https://a.example/round'))).toBe('it leads on more than 5 times')
  expect(asked).toHaveLength(6)
})

test('too large, not there, and not in time', async () => {
  const { get } = downloads((url) => new Response('x'.repeat(11), { status: url.endsWith('gone') ? 404 : 200 }))
  expect(await whyOf(get('https://a.example/large'))).toBe('a.example answered with a body of more than 10 bytes')
  expect(await whyOf(get('https://a.example/gone'))).toBe('a.example answered with status 404')
  const slow = downloads(() => new Promise<Response>(() => {}), { timeoutMs: 1 })
  expect(await whyOf(slow.get('https://a.example/slow'))).toBe('no whole answer within 0.001 s')
  expect(slow.asked).toHaveLength(3)
})

test('a host in trouble is asked again, and after five files not at all', async () => {
  let isDown = true
  const { get, asked, waits } = downloads((url) =>
    isDown && url.includes('a.example') ? new Response('', { status: 503 }) : new Response('ok'),
  )
  expect(await whyOf(get('https://a.example/0'))).toBe('a.example answered with status 503')
  expect([asked.length, waits.length]).toEqual([3, 2])
  for (let index = 1; index < 5; index += 1) await get(`https://a.example/${index}`)
  expect(asked).toHaveLength(15)
  expect(await whyOf(get('https://a.example/5'))).toBe('a.example failed 5 times in a row and was not asked again')
  expect(asked).toHaveLength(15)
  expect(await get('https://b.example/5')).toMatchObject({ type: 'text/plain' })
  isDown = false
  const other = downloads((url) => new Response('', { status: url.endsWith('5') ? 200 : 404 }))
  // That a file is not there says nothing of the host.
  for (let index = 0; index < 6; index += 1) await other.get(`https://a.example/${index}`)
  expect(other.asked).toHaveLength(6)
})

test('whoever interrupts ends it', async () => {
  const { download } = downloads(() => new Promise<Response>(() => {}))
  const stop = new AbortController()
  const file = download('https://a.example/a', stop.signal)
  stop.abort(new Error('left'))
  await expect(file).rejects.toThrow('left')
})
