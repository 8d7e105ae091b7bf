using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Ui;

/// <summary>
/// The language of one reader. Every text for people is written where it is shown, English and French side by side:
/// <c>W["Sign in", "Se connecter"]</c>. So no text can lack its other language, and no key can lose its text.
/// </summary>
public sealed record Words(bool IsFrench)
{
    public static Words English { get; } = new(false);

    public static Words French { get; } = new(true);

    /// <summary>BCP 47 tag, for <c>html lang</c>.</summary>
    public string Tag => IsFrench ? "fr" : "en";

    public string this[string english, string french] => IsFrench ? french : english;

    /// <summary>The reader's own choice (<c>?lang=</c>), else what the browser asks for, else the provider's language.</summary>
    public static Words Of(HttpContext http)
    {
        var chosen = http.Request.Query["lang"].ToString();
        if (chosen is "en" or "fr") return Named(chosen);
        foreach (var wanted in new RequestHeaders(http.Request.Headers).AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            var tag = wanted.Value.AsSpan();
            if (tag.StartsWith("fr", StringComparison.OrdinalIgnoreCase)) return French;
            if (tag.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return English;
        }

        return Named(http.RequestServices.GetRequiredService<Face>().Language);
    }

    private static Words Named(string tag) => tag == "fr" ? French : English;
}
