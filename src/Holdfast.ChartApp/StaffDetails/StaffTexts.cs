using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.StaffDetails;

internal static class StaffTexts
{
    public static readonly Text Mine = new("My details", "Mes renseignements");
    public static readonly Text Theirs = new("Details of staff", "Renseignements du personnel");
    public static readonly Text Private = new(
        "Sealed like a patient’s chart. You and the administration can open it; every opening is in the ledger.",
        "Scellé comme un dossier de patient. Vous et l’administration pouvez l’ouvrir; chaque ouverture est inscrite au registre.");
    public static readonly Text Role = new("Role", "Rôle");
    public static readonly Text Registration = new("Registration", "Inscription à un ordre");
    public static readonly Text NoRegistration = new("None entered", "Aucune inscrite");
    public static readonly Text ToCall = new("To call in an emergency", "À joindre en cas d’urgence");
    public static readonly Text NotEntered = new("Not entered", "Non inscrit");
    public static readonly Text Change = new("Change address or telephone", "Changer l’adresse ou le téléphone");
    public static readonly Text Street = new("Street and number", "Rue et numéro");
    public static readonly Text City = new("City", "Ville");
    public static readonly Text PostalCode = new("Postal code", "Code postal");
    public static readonly Text Save = new("Save", "Enregistrer");
    public static readonly Text Cancel = new("Cancel", "Annuler");
    public static readonly Text Saved = new("Saved.", "Enregistré.");
    public static readonly Text TooLong = new("One of these is too long, or holds a character that cannot be kept.", "L’un de ces champs est trop long ou contient un caractère non conservable.");
    public static readonly Text Changed = new(
        "Somebody changed this meanwhile. It is shown as it is now; enter your change again.",
        "Quelqu’un l’a modifié entre-temps. Voici l’état actuel; refaites votre changement.");
    public static readonly Text NotSaved = new("This was not saved. Check your signal and try again.", "Rien n’a été enregistré. Vérifiez votre signal et réessayez.");

    public static Text RoleName(string role) => role switch
    {
        "nurse" => new("Nurse", "Soins infirmiers"),
        "therapist" => new("Therapist", "Thérapie"),
        "personal-support-worker" => new("Personal support worker", "Soutien à la personne"),
        "coordinator" => new("Coordinator", "Coordination des soins"),
        "clinical-supervisor" => new("Clinical supervisor", "Supervision clinique"),
        "privacy-officer" => new("Privacy officer", "Protection de la vie privée"),
        "administrator" => new("Administrator", "Administration"),
        "auditor" => new("Auditor", "Vérification"),
        _ => new(role, role),
    };
}
