import { Form } from '#lib/ui/form.svelte.ts';

/** A form that states a threshold: refusals of the value stand at the value, those of the day at the day. */
export function thresholdForm(): Form {
  return new Form({
    fields: ['value', 'valid_from'],
    codes: {
      threshold_implausible: 'value',
      heart_rates_contradict: 'value',
      date_in_future: 'valid_from',
      date_too_early: 'valid_from'
    }
  });
}
