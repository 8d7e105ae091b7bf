using Holdfast.ChartApp.Chart;
using Microsoft.AspNetCore.Components;

namespace Holdfast.ChartApp.Look;

/// <summary>A component that shows a part of the open chart, drawn anew when more of it has come.</summary>
public abstract class ChartPart : Spoken
{
    [CascadingParameter] internal OpenChart Chart { get; set; } = null!;

    /// <summary>The chart's version: a part is drawn again only when it has changed.</summary>
    [Parameter, EditorRequired] public int Version { get; set; }
}
