/** One line at the bottom of a terminal that says how far a run is; nothing where stderr is not a terminal. */

const clear = "\r\u001b[2K";

export function progress(total: number, wanted: boolean) {
  const live = wanted && process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
  let line = "";
  const draw = () => live && line && process.stderr.write(clear + line);
  return {
    at(done: number, id = "") {
      const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
      line = `${done}/${total}  ${id}`.slice(0, width);
      draw();
    },
    /** Prints above the line. */
    say(text: string) {
      process.stderr.write((live ? clear : "") + text);
      draw();
    },
    done() {
      if (live && line) process.stderr.write(clear);
      line = "";
    },
  };
}
