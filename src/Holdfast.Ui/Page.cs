using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Holdfast.Ui;

/// <summary>Renders a component as the whole answer: a page, or a fragment that a script puts into one.</summary>
public static class Page
{
    public static RazorComponentResult Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TComponent>(
        Dictionary<string, object?>? parameters = null, int status = 200) where TComponent : IComponent =>
        new(typeof(TComponent), parameters ?? []) { StatusCode = status, PreventStreamingRendering = true };
}
