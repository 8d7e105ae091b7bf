namespace Holdfast.Watch.Events;

/// <summary>One text in both languages. {person}, {chart}, {node}, {service} and {count} are filled in where it is shown.</summary>
internal readonly record struct Wording(string English, string French);
