namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Ids of the blocks of a prompt, so that an engine can find again what another began with.</summary>
/// <remarks>
/// One id for every 64 bytes of UTF-8, which count as 16 tokens: a hash (FNV-1a) of all bytes up to there, so that
/// equal ids are equal prompts from the start. The rest after the last whole block has none.
/// </remarks>
internal sealed class PromptBlocks
{
    public const int BlockTokens = 16;

    private const int BlockBytes = BlockTokens * PromptTokens.BytesPerToken;

    private readonly List<long> _ids = [];
    private ulong _hash = 14695981039346656037;
    private int _openBytes;

    public ReadOnlyMemory<long> Ids => _ids.ToArray();

    public void Add(ReadOnlySpan<byte> utf8)
    {
        foreach (var one in utf8)
        {
            _hash = unchecked((_hash ^ one) * 1099511628211);
            if (++_openBytes < BlockBytes)
                continue;
            _openBytes = 0;
            _ids.Add((long)SeededRandom.Mix(_hash));
        }
    }
}
