/** The lines that a formatter writes: one blank line at most, none at either end, nothing behind the last character of a line. */
export class FormatLines {
  readonly #lineBreak: string
  readonly #done: string[] = []
  #line = ''
  #isBlank = false

  constructor(lineBreak: string) {
    this.#lineBreak = lineBreak
  }

  result(): string {
    this.endLine()
    return this.#done.map((line) => line + this.#lineBreak).join('')
  }

  /** On an empty line: up to this column. */
  begin(column: number): void {
    if (this.#line !== '') return
    if (this.#isBlank && this.#done.length > 0) this.#done.push('')
    this.#isBlank = false
    this.#line = ' '.repeat(column)
  }

  add(text: string): void {
    this.#line += text
  }

  /** One space behind what stands on the line, unless that opens a list. */
  gap(): void {
    if (this.#line.trim() !== '' && !/[ []$/.test(this.#line)) this.#line += ' '
  }

  /** A break of the text that was read: a second one leaves a blank line. */
  lineBreak(): void {
    if (this.#line === '') this.#isBlank = true
    else this.endLine()
  }

  endLine(): void {
    if (this.#line !== '') this.#done.push(this.#line.trimEnd())
    this.#line = ''
  }

  /** Behind what stands on the line, where its author put it if there is room: people line them up. */
  comment(source: string, column: number, was: number): void {
    if (this.#line === '') this.begin(column)
    else this.#line = `${this.#line} `.padEnd(Math.max(was, this.#line.length + 1))
    this.#line += source.trimEnd()
  }

  /** A scalar. One that goes over several lines is folded by YAML: where its lines start means nothing. */
  addFolded(source: string, column: number): void {
    const [first = '', ...more] = source.split(/\r?\n/)
    this.#line += first
    for (const [index, line] of more.entries()) {
      // Spaces before an escaped break are part of the text.
      this.#done.push(this.#line.replace(/(?<!\\)[ \t]+$/, ''))
      const isBlank = line.trim() === '' && index < more.length - 1
      this.#line = isBlank ? '' : ' '.repeat(Math.max(1, column)) + line.trimStart()
    }
  }

  /** The lines of a block: its text starts in another column, and is otherwise as it was. */
  addLines(lines: readonly string[], from: number, to: number): void {
    for (const line of lines) this.#done.push(line.length <= from ? '' : ' '.repeat(to) + line.slice(from))
    this.#isBlank = false
  }
}
