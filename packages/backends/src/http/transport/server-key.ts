import { IsovecError } from "@isovec/core";

/** A secret that only ever leaves through an Authorization header. It is in no property that could be printed. */
export class ServerKey {
  readonly #secret: string;

  private constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * @param where what an error begins with: the key under which the variable is configured, or nothing
   * @throws IsovecError `ConfigurationInvalid` that names the variable, never its value.
   */
  static fromEnvironment(
    variable: string,
    environment: Readonly<Record<string, string | undefined>>,
    where: string = "backendOptions.keyVariable: ",
  ): ServerKey {
    const secret = environment[variable]?.trim();
    if (secret === undefined || secret === "") {
      throw new IsovecError(
        "ConfigurationInvalid",
        `${where}the environment variable ${variable} is not set.`,
        {
          remedy:
            "Set it where the server is started; an editor passes on the environment it was started in.",
        },
      );
    }
    // A header with any other character would be refused later by an error that repeats its value.
    if (!/^[\x21-\x7e]+$/.test(secret)) {
      throw new IsovecError(
        "ConfigurationInvalid",
        `${where}the value of ${variable} has characters that no key has.`,
        { remedy: "Set it to the key alone, without quotes or line ends." },
      );
    }
    return new ServerKey(secret);
  }

  /** Value of the Authorization header. */
  authorization(): string {
    return `Bearer ${this.#secret}`;
  }

  /** A text from outside without the key: servers repeat a wrong one in their answer. */
  removeFrom(text: string): string {
    return text.replaceAll(this.#secret, "(key)");
  }
}
