namespace TokenAwareBalancer.Prefixes;

/// <summary>Copies of one backend in order of time, linked through themselves.</summary>
internal sealed class CopyList
{
    private int _newest = -1;

    /// <summary>Its place; -1 when there is none.</summary>
    public int Oldest { get; private set; } = -1;

    public long Tokens { get; private set; }

    public int Count { get; private set; }

    public void AddNewest(PrefixCopies copies, int place)
    {
        ref var copy = ref copies[place];
        (copy.Older, copy.Newer) = (_newest, -1);
        if (_newest < 0)
            Oldest = place;
        else
            copies[_newest].Newer = place;
        _newest = place;
        Tokens += copy.Tokens;
        Count++;
    }

    public void Remove(PrefixCopies copies, int place)
    {
        ref var copy = ref copies[place];
        if (copy.Older < 0)
            Oldest = copy.Newer;
        else
            copies[copy.Older].Newer = copy.Newer;
        if (copy.Newer < 0)
            _newest = copy.Older;
        else
            copies[copy.Newer].Older = copy.Older;
        Tokens -= copy.Tokens;
        Count--;
    }
}
