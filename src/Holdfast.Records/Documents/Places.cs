namespace Holdfast.Records.Documents;

/// <summary>So many at one moment, and no more: each holds buffers while it sends or reads.</summary>
internal abstract class Places(int most)
{
    private int _taken;

    /// <summary>Null when all are taken.</summary>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) <= most) return new Place(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(Places of) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Interlocked.Decrement(ref of._taken);
        }
    }
}

internal sealed class SendingPlaces() : Places(DocumentLimits.MostSending);

internal sealed class ReadingPlaces() : Places(DocumentLimits.MostReading);
