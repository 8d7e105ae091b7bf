using Holdfast.Wire;

namespace Holdfast.Ui.Approvals;

/// <summary>What to do about one member of a request, for the person who typed it: a sentence for each mend of the contract.</summary>
internal static class FlawWords
{
    public static string Of(Flaw flaw, Words words) => flaw.Mend switch
    {
        Mend.Reason => words["Say it in 10 to 500 characters.", "Dites-le en 10 à 500 caractères."],
        Mend.Nobody => words["Choose somebody who is on the list of staff.", "Choisissez une personne de la liste du personnel."],
        Mend.Oneself => words["Nobody asks this for themselves: a colleague must.", "Personne ne le demande pour soi : un collègue doit le faire."],
        Mend.SoAlready => words["It is so already: there is nothing to ask for.", "C’est déjà le cas : il n’y a rien à demander."],
        Mend.UnknownWord => words["Choose one of the possibilities.", "Choisissez l’une des possibilités."],
        Mend.Number => words[$"Enter a whole number from 0 to {flaw.About}.", $"Entrez un nombre entier de 0 à {flaw.About}."],
        Mend.Until => words[$"Choose a day from today to {flaw.About} days ahead.", $"Choisissez un jour d’ici {flaw.About} jours."],
        Mend.ApproversLeft => words["Two approvers must stay at work: make another one first.", "Deux personnes qui approuvent doivent rester en poste : nommez-en d’abord une autre."],
        Mend.SeesNoPatients => words["Only somebody whose role sees patients enters schedules.", "Seule une personne dont le rôle voit des patients saisit les horaires."],
        Mend.NotFrozen => words["Nothing is frozen there any more.", "Rien n’y est plus gelé."],
        Mend.Frozen => words["This person is frozen: ask for the freeze to be lifted first.", "L’accès de cette personne est gelé : demandez d’abord la levée du gel."],
        Mend.Name => words[$"Enter 1 to {flaw.About} characters, without blanks at either end.", $"Entrez de 1 à {flaw.About} caractères, sans espace au début ni à la fin."],
        Mend.SignsInElsewhere => words["This person does not sign in there: choose the other place.", "Cette personne ne se connecte pas à cet endroit : choisissez l’autre."],
        Mend.AgeRecipient => words["This is no such key: age1 and 58 small letters and digits, as age-keygen prints it.", "Ce n’est pas une telle clé : age1 et 58 lettres minuscules et chiffres, comme l’affiche age-keygen."],
        Mend.NoSuchExport => words["This export does not wait any more: reload the page.", "Cette exportation n’attend plus : rechargez la page."],
        Mend.NotAsItLooks => words[
            "What you typed holds characters that nobody sees, or that turn text round. Type it anew instead of pasting it.",
            "Votre texte contient des caractères invisibles ou qui inversent le texte. Retapez-le au lieu de le coller."],
        _ => Application(flaw, words),
    };

    private static string Application(Flaw flaw, Words words) => flaw.Mend switch
    {
        Mend.ClientId => words[
            "3 to 32 of a–z, 0–9 and -, beginning with a letter; not “import”, and not “holdfast-…”.",
            "De 3 à 32 caractères parmi a–z, 0–9 et -, en commençant par une lettre; ni « import » ni « holdfast-… »."],
        Mend.Taken => words["This id was used before, and stays that application’s own. Choose another.", "Cet identifiant a déjà servi et reste celui de cette application. Choisissez-en un autre."],
        Mend.NoSuchClient => words["There is no such application, or it was retired before.", "Cette application n’existe pas, ou elle a déjà été retirée."],
        Mend.KeysForm => words[
            "Paste a JWKS: {\"keys\":[…]} with 1 to 5 public keys, each with a “kid” of its own.",
            "Collez un JWKS : {\"keys\":[…]} avec 1 à 5 clés publiques, chacune avec son propre « kid »."],
        Mend.KeysPrivate => words[
            "A private key is among them. It is not secret any more: its maker must make a new one, and give only the public half.",
            "Une clé privée s’y trouve. Elle n’est plus secrète : il faut en créer une nouvelle et n’en donner que la moitié publique."],
        Mend.KeysCurve => words["Each key must be of the curve P-256 or P-384, and whole.", "Chaque clé doit être de la courbe P-256 ou P-384, et complète."],
        Mend.KeysNone => words["A public application proves no key and keeps no secret.", "Une application publique ne prouve aucune clé et ne garde aucun secret."],
        Mend.KeysNeeded => words["A service proves itself with keys of its own: paste its JWKS.", "Un service s’authentifie avec ses propres clés : collez son JWKS."],
        Mend.KeysOrSecret => words["Give its keys, or have a secret made: one of the two.", "Donnez ses clés, ou faites créer un secret : l’un des deux."],
        Mend.ChartsCount => words[$"Enter 1 to {flaw.About} health numbers, one a line.", $"Entrez de 1 à {flaw.About} numéros de carte Santé, un par ligne."],
        Mend.ChartsNone => words["A service that makes its own charts is given no others.", "Un service qui crée ses propres dossiers n’en reçoit aucun autre."],
        Mend.ChartsUnknown => words[
            $"Numbers that belong to nobody here, or to several people: {flaw.About}. Correct them.",
            $"Numéros qui n’appartiennent à personne ici, ou à plusieurs personnes : {flaw.About}. Corrigez-les."],
        Mend.ChartsOfficer => words["A privacy officer asks for a service over patients’ charts, on the watch.", "Une personne responsable de la vie privée demande, à la vigie, un service sur des dossiers de patients."],
        Mend.ServiceOnly => words["Only a service has these.", "Seul un service en a."],
        _ => AddressOrScope(flaw, words),
    };

    private static string AddressOrScope(Flaw flaw, Words words) => flaw.Mend switch
    {
        Mend.AddressCount => words[$"Enter 1 to {flaw.About} addresses, one a line.", $"Entrez de 1 à {flaw.About} adresses, une par ligne."],
        Mend.AddressNone => words["This kind has no addresses.", "Ce genre n’a pas d’adresses."],
        Mend.AddressTwice => words["An address stands there twice.", "Une adresse y figure deux fois."],
        Mend.AddressCharacters => words[
            $"An address has at most 512 plain characters, without #, * or blanks. {flaw.About}",
            $"Une adresse compte au plus 512 caractères simples, sans #, * ni espace. {flaw.About}"],
        Mend.AddressForm => words[$"This is not a whole address: {flaw.About}", $"Ce n’est pas une adresse complète : {flaw.About}"],
        Mend.AddressPlain => words[$"Write the address in its plain form: {flaw.About}", $"Écrivez l’adresse sous sa forme simple : {flaw.About}"],
        Mend.AddressHttps => words[
            $"An address begins with https:// (or http://127.0.0.1 for an application on the person’s own device): {flaw.About}",
            $"Une adresse commence par https:// (ou http://127.0.0.1 pour une application sur l’appareil de la personne) : {flaw.About}"],
        Mend.ScopeForm => words["Enter scopes with one blank between two, for example: launch patient/Observation.rs", "Entrez les portées séparées par une espace, par exemple : launch patient/Observation.rs"],
        Mend.ScopeNarrowed => words["A scope with “?…” is not served: ask for the type without it.", "Une portée avec « ?… » n’est pas offerte : demandez le type sans elle."],
        Mend.ScopeUnserved => words[$"Not served here: {flaw.About}", $"Non offert ici : {flaw.About}"],
        Mend.ScopeLevel => words[$"This kind asks for {flaw.About}/… scopes, at least one, and for no others of that form.", $"Ce genre demande des portées {flaw.About}/…, au moins une, et aucune autre de cette forme."],
        Mend.ScopeNone => words["This kind has no scope.", "Ce genre n’a pas de portée."],
        Mend.ScopeWrites => words["A service that writes needs a scope that does, for example: system/Observation.c", "Un service qui écrit demande une portée qui le permet, par exemple : system/Observation.c"],
        _ => words["Correct this.", "À corriger."],
    };
}
