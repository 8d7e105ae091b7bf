namespace Holdfast.Watch.Events;

/// <summary>Requests for what takes two people, as sentences. {by} is whoever asked.</summary>
internal static class ApprovalWords
{
    /// <summary>A kind of request that this version does not know shows as the ledger writes it.</summary>
    private static readonly Dictionary<string, (string English, string French)> Kinds = new()
    {
        ["recover"] = ("to let somebody make a new passkey", "permettre à quelqu’un de créer une nouvelle clé d’accès"),
        ["hire"] = ("to hire somebody", "embaucher quelqu’un"),
        ["return"] = ("to let somebody come back", "permettre le retour de quelqu’un"),
        ["register-client"] = ("to register an application", "inscrire une application"),
        ["retire-client"] = ("to retire an application", "retirer une application"),
        ["export"] = ("to give a service charts as files", "remettre des dossiers à un service sous forme de fichiers"),
        ["thaw"] = ("to end a freeze", "lever un gel"),
        ["canaries"] = ("to mark canaries", "marquer des canaris"),
        ["budget"] = ("to change a budget", "modifier un plafond"),
        ["change-role"] = ("to change a person’s role", "changer le rôle d’une personne"),
        ["approver"] = ("to change who approves", "changer qui approuve"),
        ["roster"] = ("to change who enters schedules", "changer qui saisit les horaires"),
        ["register-provisioner"] = ("to let a system suggest and disable people", "permettre à un système de suggérer et de désactiver des personnes"),
        ["unlink-identity"] = ("to unlink somebody from the identity provider", "délier quelqu’un du fournisseur d’identité"),
        ["new-paper"] = ("to make a new sealed paper", "faire un nouveau papier scellé"),
    };

    public static Wording Of(LedgerEvent entry)
    {
        var (english, french) = KindOf(entry);
        return entry.Kind switch
        {
            EventKind.Proposed => new($"{{person}} asked for a second person’s approval: {english}", $"{{person}} a demandé l’approbation d’une deuxième personne : {french}"),
            EventKind.Approved when entry.Paper => new($"{{person}} approved with the SEALED PAPER what {{by}} had asked: {english}", $"{{person}} a approuvé avec le PAPIER SCELLÉ la demande de {{by}} : {french}"),
            EventKind.Approved => new($"{{person}} approved what {{by}} had asked: {english}", $"{{person}} a approuvé la demande de {{by}} : {french}"),
            EventKind.Declined when entry.Count > 0 => new($"{{person}} STOPPED the enrolment that the sealed paper had let in when {{by}} asked: {english}", $"{{person}} a ARRÊTÉ l’inscription permise par le papier scellé à la demande de {{by}} : {french}"),
            EventKind.Declined => new($"{{person}} declined what {{by}} had asked: {english}", $"{{person}} a refusé la demande de {{by}} : {french}"),
            _ => new($"Nobody approved in time what {{by}} had asked: {english}", $"Personne n’a approuvé à temps la demande de {{by}} : {french}"),
        };
    }

    public static (string English, string French) KindOf(LedgerEvent entry) =>
        Kinds.TryGetValue(entry.What ?? "", out var words) ? words : ($"({entry.What})", $"({entry.What})");
}
