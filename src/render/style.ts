/** How output may look: colours only when asked, so that a renderer gives the same bytes wherever it runs. */
import { Chalk } from 'chalk'

export interface RenderSettings {
  readonly color: boolean
  /** Width of the terminal; what is longer is cut or broken. */
  readonly columns: number
  /** Show everything: all fields of a create, whole texts, every note. */
  readonly verbose: boolean
}

export type Paint = (text: string) => string

export interface Style extends RenderSettings {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly blue: Paint
  readonly magenta: Paint
  readonly cyan: Paint
}

/** Where nobody says how wide: a file, a pipe, a log. */
export const defaultColumns = 100

export function styleOf(settings: Partial<RenderSettings> = {}): Style {
  const chalk = new Chalk({ level: settings.color === true ? 1 : 0 })
  return {
    color: settings.color ?? false,
    columns: Math.max(40, settings.columns ?? defaultColumns),
    verbose: settings.verbose ?? false,
    bold: chalk.bold,
    dim: chalk.dim,
    red: chalk.red,
    green: chalk.green,
    yellow: chalk.yellow,
    blue: chalk.blue,
    magenta: chalk.magenta,
    cyan: chalk.cyan,
  }
}
