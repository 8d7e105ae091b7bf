// Texts for people, English and French side by side, so that neither can be forgotten.

const french = document.documentElement.lang === 'fr';

/** The language of the page, as a BCP 47 tag with the country: dates and times follow it. */
export const locale = french ? 'fr-CA' : 'en-CA';

/** Picks the text of the page's language. */
export function say(english, inFrench) {
  return french ? inFrench : english;
}

/** What to tell a person about an error that no server put into words. */
export function explain(error) {
  if (error?.name === 'Refused') return error.message;
  switch (error?.name) {
    case 'NotAllowedError':
      return say(
        'The passkey was not used: the request was closed, took too long, or this device holds no passkey for this address. Try again, or use the device on which you made it.',
        'La clé d’accès n’a pas été utilisée : la demande a été fermée, a pris trop de temps, ou cet appareil n’a pas de clé pour cette adresse. Réessayez, ou utilisez l’appareil où vous l’avez créée.');
    case 'InvalidStateError':
      return say(
        'This device already holds a passkey of yours for this address. Sign in with it.',
        'Cet appareil contient déjà une clé d’accès à vous pour cette adresse. Connectez-vous avec elle.');
    case 'NotSupportedError':
    case 'ConstraintError':
      return say(
        'This device cannot make a passkey that checks who you are. Set up a screen lock, fingerprint or face first, or use another device.',
        'Cet appareil ne peut pas créer une clé d’accès qui vérifie votre identité. Configurez d’abord un verrouillage d’écran, une empreinte ou un visage, ou utilisez un autre appareil.');
    case 'SecurityError':
      return say(
        'This address is not the one that passkeys were set up for. Open the address that your provider gave you.',
        'Cette adresse n’est pas celle pour laquelle les clés d’accès ont été configurées. Ouvrez l’adresse que votre organisme vous a donnée.');
    case 'TypeError':
    case 'NetworkError':
    case 'TimeoutError':
    case 'AbortError':
      return say(
        'There is no connection to the server. Nothing was lost: check your signal and try again.',
        'Aucune connexion au serveur. Rien n’a été perdu : vérifiez votre signal et réessayez.');
    default:
      return say(
        'Something went wrong on this page. Reload it and try again; if it happens again, tell your provider.',
        'Un problème est survenu sur cette page. Rechargez-la et réessayez; si cela se reproduit, avisez votre organisme.');
  }
}
