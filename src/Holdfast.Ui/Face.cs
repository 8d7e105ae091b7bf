using Holdfast.Wire.Connections;

namespace Holdfast.Ui;

/// <summary>What one origin shows of itself on every page. One per role, registered as a singleton.</summary>
/// <param name="Provider">The organisation's name; empty when the installation was made without one.</param>
/// <param name="English">What this origin is, in two or three words, e.g. "Privacy office".</param>
/// <param name="French">The same in French.</param>
/// <param name="Language">en or fr, for readers whose browser asks for neither.</param>
/// <param name="Home">Where a person lands after sign-in: a path.</param>
/// <param name="Requests">Where a person sees what became of what they asked for: a path.</param>
/// <param name="Details">Where a person sees their own details; null: on another origin.</param>
/// <param name="Recovery">Of the page on which colleagues help somebody who lost their only passkey; null where there is none.</param>
/// <param name="Identity">Where people sign in before their passkey; null: nowhere.</param>
public sealed record Face(string Provider, string English, string French, string Language, string Home, IReadOnlyList<Place> Places, string Requests, string? Details = null, string? Recovery = null, IdentityProvider? Identity = null);

/// <summary>A place in the navigation.</summary>
/// <param name="Path">Of a page of this origin.</param>
/// <param name="Icon">A name that <c>Icon</c> knows.</param>
/// <param name="Roles">Whose navigation has it, separated by blanks. The keyholder decides what they may do there.</param>
public sealed record Place(string Path, string Icon, string English, string French, string Roles);
