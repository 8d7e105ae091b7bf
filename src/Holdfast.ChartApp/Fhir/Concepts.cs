using System.Text.Json;

namespace Holdfast.ChartApp.Fhir;

/// <summary>CodeableConcept, Coding, Reference and Quantity, as much of them as a reader needs.</summary>
internal static class Concepts
{
    /// <summary>What to call it: the text that the author chose, else a coding's display, else a bare code.</summary>
    public static string? Words(this JsonElement concept) =>
        concept.Text("text")
        ?? concept.Get("coding").Items().Select(coding => coding.Text("display")).FirstOrDefault(display => display is not null)
        ?? concept.Get("coding").Items().Select(coding => coding.Text("code")).FirstOrDefault(code => code is not null);

    public static string? Code(this JsonElement concept, string system) =>
        concept.Get("coding").Items().FirstOrDefault(coding => coding.Text("system") == system).Text("code");

    /// <summary>Any code of the concept, whatever its system: for value sets of FHIR itself, where the system is often left out.</summary>
    public static bool HasCode(this JsonElement concept, params ReadOnlySpan<string> codes)
    {
        foreach (var coding in concept.Get("coding").Items())
            if (coding.Text("code") is { } code && codes.Contains(code)) return true;
        return false;
    }

    /// <summary>The id behind a relative or absolute literal reference to <paramref name="type"/>; null for anything else.</summary>
    public static string? ReferenceTo(this JsonElement reference, string type)
    {
        if (reference.Text("reference") is not { } text) return null;
        var parts = text.Split('/');
        for (var i = parts.Length - 2; i >= 0; i--)
            if (parts[i] == type) return parts[i + 1];
        return null;
    }


    public static string? QuantityWords(JsonElement quantity)
    {
        if (quantity.Get("value").Number() is not { } value) return null;
        var unit = quantity.Text("unit") ?? quantity.Text("code");
        var text = value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
        return unit is null or "1" ? text : $"{text} {unit.Trim('{', '}')}";
    }
}
