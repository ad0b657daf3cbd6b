namespace TokenAwareBalancer.Simulating.Running;

/// <summary>What is due when, the earliest first; of two at the same moment the one that was posted first.</summary>
/// <remarks>A binary heap over one array: an event is posted and taken some ten million times in a run.</remarks>
internal sealed class EventQueue
{
    private Entry[] _heap = new Entry[64];
    private int _count;
    private long _posted;

    /// <summary>When the first is due; infinite when there is none.</summary>
    public double NextSeconds => _count > 0 ? _heap[0].Seconds : double.PositiveInfinity;

    public void Post(double seconds, IEventTarget target)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, 2 * _count);
        var entry = new Entry(seconds, _posted++, target);
        var place = _count++;
        for (var parent = (place - 1) / 2; place > 0 && entry.IsBefore(_heap[parent]); parent = (place - 1) / 2)
        {
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = entry;
    }

    /// <summary>Takes the first; there must be one.</summary>
    public IEventTarget Take()
    {
        var first = _heap[0].Target;
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count > 0)
            Sink(last);
        return first;
    }

    private void Sink(in Entry entry)
    {
        var place = 0;
        while (2 * place + 1 < _count)
        {
            var child = 2 * place + 1;
            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]))
                child++;
            if (!_heap[child].IsBefore(entry))
                break;
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = entry;
    }

    private readonly record struct Entry(double Seconds, long Number, IEventTarget Target)
    {
        public bool IsBefore(in Entry other) =>
            Seconds < other.Seconds || (Seconds == other.Seconds && Number < other.Number);
    }
}
