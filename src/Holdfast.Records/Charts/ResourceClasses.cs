namespace Holdfast.Records.Charts;

/// <summary>Which of the three classes, and so which subkey, a resource type belongs to.</summary>
internal static class ResourceClasses
{
    /// <summary>Who the person is and who pays: what a coordinator needs.</summary>
    private static readonly HashSet<string> Identity = ["Patient", "RelatedPerson", "Person", "Coverage", "Account"];

    /// <summary>Things with attachments: large, and rarely needed at the door.</summary>
    private static readonly HashSet<string> Documents = ["DocumentReference", "Binary", "Media"];

    /// <summary>All that stands in a chart of a member of staff, whatever its type.</summary>
    public const string Staff = "staff";

    /// <summary>In a patient's chart; in any, ask <see cref="LiveGrant.ContentOf"/>.</summary>
    public static string ContentOf(string resourceType) =>
        Identity.Contains(resourceType) ? "identity" : Documents.Contains(resourceType) ? "documents" : "clinical";
}
