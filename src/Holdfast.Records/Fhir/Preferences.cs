namespace Holdfast.Records.Fhir;

/// <summary>What a client wants to see of what it has written.</summary>
internal enum ReturnPreference
{
    Representation,
    Minimal,
    OperationOutcome,
}

/// <summary>The Prefer header (RFC 7240), as far as FHIR gives it meaning. What it does not know is no error: it is a preference.</summary>
internal sealed record Preferences(ReturnPreference Return, bool IsLenient)
{
    public static Preferences Of(HttpRequest request)
    {
        var (wanted, lenient) = (ReturnPreference.Representation, false);
        foreach (var preference in request.Headers["Prefer"].SelectMany(header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)))
        {
            switch (preference.Replace("\"", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))
            {
                case "return=minimal": wanted = ReturnPreference.Minimal; break;
                case "return=OperationOutcome": wanted = ReturnPreference.OperationOutcome; break;
                case "return=representation": wanted = ReturnPreference.Representation; break;
                case "handling=lenient": lenient = true; break;
                case "handling=strict": lenient = false; break;
            }
        }

        return new Preferences(wanted, lenient);
    }
}
