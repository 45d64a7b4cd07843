// What npm would publish, installed into an empty folder: it must run there, with nothing of this checkout around it.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../support/butik.ts'

const run = promisify(execFile)

test('the packed tarball installs and runs in an empty folder', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'butik-pack-'))
  try {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
    await writeFile(join(folder, 'package.json'), '{ "name": "elsewhere", "private": true }')
    await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball ?? ''}`], {
      cwd: folder,
    })
    const binary = join(folder, 'node_modules', '.bin', 'butik')
    expect((await run(binary, ['--version'])).stdout).toMatch(/^0\.1\.0\n$/)
    await writeFile(
      join(folder, 'butik.yaml'),
      'version: 1\nconnections:\n  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN }\n',
    )
    await writeFile(join(folder, 'shop.yaml'), 'suppliers:\n  acme: { name: Acme Møbler A/S }\n')
    const valid = await run(binary, ['validate'], { cwd: folder })
    expect(valid.stdout).toContain('valid')
    const names = (await run('tar', ['-tzf', join(folder, tarball ?? '')])).stdout
    expect(names).not.toMatch(/test\/|\.tsbuildinfo|scripts\//)
    // What messages, hovers and `butik explain` lead to.
    expect(names).toContain('package/docs/vendors/shoporama.md')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
