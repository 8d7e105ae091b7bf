using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>Which of the three classes, and so which subkey, a resource type belongs to.</summary>
internal static class ResourceClasses
{
    /// <summary>All that stands in a chart of a member of staff, whatever its type.</summary>
    public const string Staff = "staff";

    /// <summary>In a patient's chart; in any, ask <see cref="LiveGrant.ContentOf"/>.</summary>
    public static string ContentOf(string resourceType) => RecordClass.OfType(resourceType).Text;
}
