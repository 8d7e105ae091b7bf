using Holdfast.ChartApp.Words;
using Microsoft.AspNetCore.Components;

namespace Holdfast.ChartApp.Look;

/// <summary>A component that speaks the reader's language.</summary>
public abstract class Spoken : ComponentBase
{
    [CascadingParameter] internal Wording W { get; set; } = null!;

    internal string Say(Text text) => W.Say(text);
}
