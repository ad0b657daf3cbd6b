using System.Buffers;
using System.Numerics;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Pooled room for one unescaped text.</summary>
internal sealed class ScratchBuffer
{
    private const int InitialBytes = 4096;

    /// <summary>A reader at rest keeps no more than this.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>What arrays beyond that are taken from; null without a bound.</summary>
    public IMemoryBudget? Budget { get; set; }

    /// <summary>Undoes the escapes of a JSON string; what was in the buffer before is lost.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length > _bytes.Length)
            Replace(escaped.Length);
        return _bytes.AsSpan(0, JsonUnescaper.Unescape(escaped, _bytes));
    }

    /// <summary>Gives back what one large request made grow.</summary>
    public void Trim()
    {
        if (_bytes.Length > MaxKeptBytes)
            Replace(InitialBytes);
    }

    private void Replace(int bytes)
    {
        // As the pool rounds.
        if (bytes > MaxKeptBytes)
            MemoryBudgetException.Take(Budget, BitOperations.RoundUpToPowerOf2((uint)bytes));
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(bytes);
    }
}
