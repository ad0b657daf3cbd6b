using System.Buffers;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Forwarding;

/// <summary>A body with some of its ranges replaced, as a sequence over the original memory.</summary>
internal sealed class EditedBody
{
    private readonly ReadOnlyMemory<byte> _original;
    private readonly Segment _first = new(default, 0);
    private Segment _last;
    private int _taken;

    public EditedBody(ReadOnlyMemory<byte> original)
    {
        _original = original;
        _last = _first;
    }

    /// <summary>Replaces a range. Ranges come in ascending order and do not overlap.</summary>
    public void Replace(ByteRange where, ReadOnlyMemory<byte> what)
    {
        Append(_original[_taken..where.Start]);
        Append(what);
        _taken = where.Start + where.Length;
    }

    public ReadOnlySequence<byte> ToSequence()
    {
        Append(_original[_taken..]);
        return new ReadOnlySequence<byte>(_first, 0, _last, _last.Memory.Length);
    }

    private void Append(ReadOnlyMemory<byte> bytes) => _last = _last.Append(bytes);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
