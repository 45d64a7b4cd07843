/** How this run reads: what it was asked for, and what a view of an earlier run must agree with. Pure. */
import { digestOf } from '../model/digest.ts'
import type { Json } from '../model/json.ts'
import type { JournalEntry, StateSnapshot } from '../model/state.ts'
import type { YamlNode } from '../model/yaml.ts'
import type { How, RefreshMode } from './kept-view.ts'
import { probedFacts } from './probed.ts'
import { stateBasis } from './stale.ts'
import type { Connected, World } from './world.ts'

/** `state`: absent where the run is about to make another one. */
export function howToRead(
  world: World,
  mode: RefreshMode,
  state?: { readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] },
): How {
  return {
    mode,
    saved: world.views,
    now: () => world.ports.clock.now(),
    sweepDays: world.project.config.limits.sweepDays,
    reads: (connected) => readsOf(world, connected),
    state: state === undefined ? '' : stateMark(state.snapshot, state.journal),
  }
}

/** They change how fast a list is read, and nothing that is read. */
const ofSpeed = new Set(['concurrency', 'timeout'])

/** The version of butik, the settings but for secrets, and what was probed: with others the same rows may read otherwise. */
function readsOf({ butik, project }: World, { config, provider }: Connected): string {
  const settings = [...config.settings.pairs]
    .filter(([name]) => provider.settings[name]?.secret === false && !ofSpeed.has(name))
    .map(([name, { value }]): Json => [name, plainOf(value)])
  return digestOf([butik, config.vendor, settings, probedFacts(project.probes.get(config.name)).facts])
}

function plainOf(node: YamlNode): Json {
  if (node.type === 'list') return node.items.map(plainOf)
  if (node.type === 'map') return [...node.pairs].map(([name, { value }]): Json => [name, plainOf(value)])
  return [node.tag ?? '', node.text]
}

/** One that nothing was ever written to is the same each time it is begun. */
function stateMark(snapshot: StateSnapshot, entries: readonly JournalEntry[]): string {
  const { lineage, serial, journal } = stateBasis(snapshot, entries)
  return digestOf(serial === 0 ? ['new', journal] : [lineage, serial, journal])
}
