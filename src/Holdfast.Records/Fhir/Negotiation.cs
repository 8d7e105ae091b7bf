using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir;

/// <summary>In which form a resource travels. It is stored as JSON; XML is a conversion.</summary>
internal enum WireFormat
{
    Other,
    Json,
    Xml,
}

/// <summary>In which format an answer goes out: <c>_format</c>, or else what <c>Accept</c> prefers by its q values.</summary>
internal static class Negotiation
{
    private const string FhirVersion = "fhirVersion";

    /// <summary>By media type or by FHIR's short name.</summary>
    public static WireFormat FormatOf(string? name) => name?.ToLowerInvariant() switch
    {
        "json" or "application/fhir+json" or "application/json" or "text/json" => WireFormat.Json,
        "xml" or "application/fhir+xml" or "application/xml" or "text/xml" => WireFormat.Xml,
        _ => WireFormat.Other,
    };

    /// <summary><see cref="WireFormat.Other"/> when nothing that the client accepts is to be had.</summary>
    /// <param name="asked">The value of _format, or null.</param>
    /// <param name="accept">The Accept headers.</param>
    public static WireFormat Choose(string? asked, Microsoft.Extensions.Primitives.StringValues accept)
    {
        // A "+" that was not escaped arrives as a space.
        if (asked is not null) return FormatOf(asked.Split(';')[0].Trim().Replace(' ', '+'));
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(accept, out var wanted) || wanted.Count == 0) return WireFormat.Json;
        var (json, xml) = (Quality(wanted, WireFormat.Json), Quality(wanted, WireFormat.Xml));
        return json <= 0 && xml <= 0 ? WireFormat.Other : xml > json ? WireFormat.Xml : WireFormat.Json;
    }

    /// <summary>The most exact of what names the format counts: q=0 on it excludes it, whatever a wildcard says.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> wanted, WireFormat format)
    {
        var (best, exactness) = (0.0, -1);
        foreach (var media in wanted)
        {
            var fit = media.MediaType.Equals("*/*", StringComparison.Ordinal) ? 0 : media.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase) ? 1 : FormatOf(media.MediaType.Value) == format ? 2 : -1;
            if (fit < 0 || media.Parameters.Any(p => p.Name.Equals(FhirVersion, StringComparison.OrdinalIgnoreCase) && p.Value.Value?.Trim('"') is not ("4.0" or "4.0.1"))) continue;
            var quality = media.Quality ?? 1;
            if (fit > exactness || (fit == exactness && quality > best)) (best, exactness) = (quality, fit);
        }

        return best;
    }
}
