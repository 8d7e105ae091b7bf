namespace Holdfast.Watch.Events;

/// <summary>The classes of a chart in words.</summary>
internal static class ClassWords
{
    public static string Of(string recordClass, bool french)
    {
        var parts = recordClass.Split('@', 2);
        var content = (parts[0], french) switch
        {
            ("identity", true) => "identité",
            ("clinical", true) => "clinique",
            ("staff", true) => "personnel",
            (var other, _) => other,
        };
        return parts.Length == 1 ? content : $"{content} ({parts[1]})";
    }
}
