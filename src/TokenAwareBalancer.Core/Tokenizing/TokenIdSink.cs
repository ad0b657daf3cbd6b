namespace TokenAwareBalancer.Tokenizing;

/// <summary>Adds the ids of the tokens of one piece to a list.</summary>
internal readonly struct TokenIdSink(Vocabulary vocabulary, List<int> ids) : ITokenSink
{
    private readonly int _idsBefore = ids.Count;

    public void StartOver() => ids.RemoveRange(_idsBefore, ids.Count - _idsBefore);

    public void Take<TMerger>(ref TMerger merger, ReadOnlySpan<byte> bytes, int tokens, int times)
        where TMerger : IWindowMerger, allows ref struct
    {
        for (; times > 0; times--)
            AddOnce(ref merger, bytes);
    }

    private void AddOnce<TMerger>(ref TMerger merger, ReadOnlySpan<byte> bytes)
        where TMerger : IWindowMerger, allows ref struct
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = merger.EndOfToken(start);
            ids.Add((int)vocabulary.RankOf(bytes, start, end - start));
            start = end;
        }
    }
}
