/** Whether the server has refused this page's sign-in since it was last taken: it expired, or was ended on another device. */
class Ended {
  is = $state(false);
}

export const ended = new Ended();
