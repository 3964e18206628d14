/** Whether what is shown came from the server or from this device. */
class Network {
  #savedAt = $state<string | null>(null);

  /** When the oldest of what is shown was saved here; null while the server answers. */
  get savedAt(): string | null {
    return this.#savedAt;
  }

  /** Take note of an answer: `savedAt` of one kept on this device, null of one from the server. */
  took(savedAt: string | null): void {
    if (savedAt === null) this.#savedAt = null;
    else if (this.#savedAt === null || savedAt < this.#savedAt) this.#savedAt = savedAt;
  }
}

export const network = new Network();
