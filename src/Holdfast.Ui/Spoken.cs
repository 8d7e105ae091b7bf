using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Ui;

/// <summary>A component that speaks the reader's language: <c>@inherits Spoken</c>, then <c>@W["English", "Français"]</c>.</summary>
public abstract class Spoken : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    protected Words W => Words.Of(Http);

    protected Face Face => Http.RequestServices.GetRequiredService<Face>();

    /// <summary>A link of this origin that keeps the language the reader chose.</summary>
    protected string Link(string path) => Http.Request.Query["lang"].ToString() is "en" or "fr" ? $"{path}?lang={W.Tag}" : path;
}
