declare global {
  namespace App {
    interface Error {
      message: string;
      code?: string;
      id?: string | undefined;
    }
  }
}

export {};
