// Lines of the projector's log that alarms are made of: the deployment's filters look for these very words.

export const LINES = {
  /** A stream record is in quarantine: it has come there, or was tried again in vain. */
  quarantined: 'A stream record is in quarantine.',
  /** Its time there was over before anybody requeued it. */
  forgotten: 'A stream record was in quarantine until its time was over.',
  /** A newer version wrote what this one does not know. */
  unknown: 'The stream speaks of what this version does not know.',
} as const;
