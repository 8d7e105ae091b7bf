using System.Collections.Concurrent;
using System.Security.Cryptography;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// Public keys of live sessions, imported once: importing costs more than verifying. Safe to use from several threads;
/// .NET promises nothing about one ECDsa object used by two, so each session's key is used by one at a time.
/// </summary>
internal sealed class SessionKeys
{
    private readonly ConcurrentDictionary<SessionId, SessionKey> _keys = new();

    public void Add(SessionRow row) => _keys[row.Id] = new SessionKey(new PublicKeyP256 { X = row.X, Y = row.Y });

    public void Remove(SessionId session)
    {
        if (_keys.TryRemove(session, out var key)) key.Dispose();
    }

    /// <summary>Null: no such session.</summary>
    public bool? Verify<T>(SessionId session, UnverifiedStatement<T> statement) where T : SessionStatement =>
        _keys.TryGetValue(session, out var key) ? key.Verify(statement) : null;

    private sealed class SessionKey(PublicKeyP256 point) : IDisposable
    {
        private readonly Lock _one = new();
        private ECDsa? _key;
        private bool _gone;

        public bool? Verify<T>(UnverifiedStatement<T> statement) where T : SessionStatement
        {
            lock (_one) return _gone ? null : statement.VerifiedBy(_key ??= point.Import());
        }

        public void Dispose()
        {
            lock (_one)
            {
                _gone = true;
                _key?.Dispose();
            }
        }
    }
}
