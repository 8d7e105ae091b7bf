namespace Holdfast.Records.Fhir;

/// <summary>
/// What stands after the question mark of an interaction that is no search. Nothing is ignored in silence: what an
/// interaction does not know is refused, unless the client prefers lenient handling.
/// </summary>
internal static class Parameters
{
    /// <summary>How an answer is shown (<see cref="Presentation"/>): every interaction knows these.</summary>
    public static readonly string[] OfPresentation = ["_format", "_pretty", "_summary", "_elements"];

    /// <summary>Null when every parameter is one of these, or of the presentation.</summary>
    public static FhirAnswer.Refused? Unknown(HttpContext http, params string[] known) =>
        Unknown(http.Request.Query.Keys, Preferences.Of(http.Request).IsLenient, known);

    public static FhirAnswer.Refused? Unknown(IEnumerable<string> names, bool lenient, params string[] known) =>
        lenient || names.All(name => known.Contains(name) || OfPresentation.Contains(name)) ? null
            : new FhirAnswer.Refused(400, "not-supported", $"This interaction has the parameters {string.Join(", ", known.Concat(OfPresentation))} and no others. Prefer: handling=lenient leaves others out.");

    /// <summary>The search after the question mark, without what is about the presentation.</summary>
    public static string Condition(HttpContext http) =>
        string.Join('&', (http.Request.QueryString.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => !OfPresentation.Contains(pair.Split('=')[0])));
}
