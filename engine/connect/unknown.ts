/** The name is none that we know: a mistake of usage, not of the engine. */
export class UnknownEngine extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnknownEngine";
  }
}
