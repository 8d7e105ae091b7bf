using System.Text.RegularExpressions;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// One branch of a search parameter's FHIRPath, compiled to steps over JSON. HL7's R4 parameters use a small part of the
/// language, and this is all of it:
/// <code>
/// Type.member.member      (Type.member as T).member      member.as(T)
/// reference.where(resolve() is T)      element.where(member='code')      %resource.member
/// </code>
/// <c>resolve()</c> looks at what the reference says, never at another resource. Values of a search are not part of an
/// expression, so there is nothing that could be injected. Over JSON a resource costs microseconds where the general
/// engine needs its object model first (bench/README.md, "Search").
/// </summary>
internal sealed partial class ElementPath
{
    private readonly List<Step> _steps = [];
    private bool _fromResource;

    private ElementPath()
    {
    }

    private abstract record Step
    {
        public sealed record Into(string Member) : Step;

        public sealed record OfType(string Name) : Step;

        public sealed record WhereEquals(string Member, string Value) : Step;
    }

    /// <summary>The type that a reference must say, from <c>where(resolve() is T)</c>; null for any.</summary>
    public string? Target { get; private set; }

    /// <param name="root">What the path starts at: a resource, or the element of a composite.</param>
    /// <param name="branch">Without a union.</param>
    /// <exception cref="FormatException">A form that this class does not know, or a member that the model does not have.</exception>
    public static ElementPath Compile(ElementType root, string branch)
    {
        var path = new ElementPath();
        var text = branch.Trim();
        if (text.StartsWith("%resource.", StringComparison.Ordinal))
        {
            path._fromResource = true;
            text = text["%resource.".Length..];
        }

        if (Cast().Match(text) is { Success: true } cast)
        {
            path.Add(root, cast.Groups["path"].Value);
            path._steps.Add(new Step.OfType(cast.Groups["type"].Value));
            path.Add(root, cast.Groups["rest"].Value);
        }
        else path.Add(root, text);

        return path;
    }

    /// <summary>The branches of a union; a | within parentheses does not divide.</summary>
    public static IEnumerable<string> Branches(string expression) => TopLevelUnion().Split(expression).Select(b => b.Trim());

    /// <summary>What the path finds.</summary>
    /// <param name="root">As compiled.</param>
    /// <param name="resource">The resource that the root stands in.</param>
    public IEnumerable<TypedElement> Find(TypedElement root, TypedElement resource)
    {
        IEnumerable<TypedElement> found = [_fromResource ? resource : root];
        foreach (var step in _steps)
            found = step switch
            {
                Step.Into into => found.SelectMany(e => e.Children(into.Member)),
                Step.OfType type => found.Where(e => e.Type.Name.Equals(type.Name, StringComparison.OrdinalIgnoreCase)),
                Step.WhereEquals where => found.Where(e => e.TextOf(where.Member) == where.Value),
                _ => throw new InvalidOperationException($"No way to take {step}."),
            };
        return found;
    }

    /// <summary>The types that the path can end at; used to see that the model knows every step.</summary>
    public IReadOnlyList<ElementType> EndsAt(ElementType root)
    {
        List<ElementType> types = [root];
        foreach (var step in _steps)
            types = step switch
            {
                Step.Into into => [.. types.SelectMany(t => t.Members(into.Member)).Select(m => m.Type).Distinct()],
                Step.OfType type => [.. types.Where(t => t.Name.Equals(type.Name, StringComparison.OrdinalIgnoreCase))],
                _ => types,
            };
        return types;
    }

    private void Add(ElementType root, string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (OneStep().Match(text, at) is not { Success: true, Length: > 0 } match) throw new FormatException($"Search expression not understood: {text}");
            at += match.Length;
            if (match.Groups["type"] is { Success: true, Value: var type }) _steps.Add(new Step.OfType(type));
            else if (match.Groups["target"] is { Success: true, Value: var target }) Target = target;
            else if (match.Groups["member"] is { Success: true, Value: var member }) _steps.Add(new Step.WhereEquals(member, match.Groups["value"].Value));
            else if (_steps.Count > 0 || match.Groups["name"].Value != root.Name) _steps.Add(new Step.Into(match.Groups["name"].Value));
        }
    }

    [GeneratedRegex(@"^\((?<path>[\w.]+) as (?<type>\w+)\)(?<rest>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Cast();

    [GeneratedRegex(@"\G\.?(as\((?<type>\w+)\)|where\(resolve\(\) is (?<target>\w+)\)|where\((?<member>\w+)='(?<value>[^']*)'\)|(?<name>\w+)(?!\())", RegexOptions.ExplicitCapture)]
    private static partial Regex OneStep();

    [GeneratedRegex(@"\|(?![^()]*\))")]
    private static partial Regex TopLevelUnion();
}
