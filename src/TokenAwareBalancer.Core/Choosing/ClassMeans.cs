namespace TokenAwareBalancer.Choosing;

/// <summary>The mean of a number over the candidates of each class.</summary>
/// <remarks>A fleet has few classes, and neighbours are often of the same: a search from the last one found.</remarks>
internal sealed class ClassMeans
{
    private (string Class, double Sum, int Count)[] _classes = new (string, double, int)[4];
    private int _count;
    private int _last;

    public void Clear() => (_count, _last) = (0, 0);

    public void Add(string name, double value)
    {
        var place = Find(name);
        if (place == _count)
        {
            if (_count == _classes.Length)
                Array.Resize(ref _classes, 2 * _count);
            _classes[_count++] = (name, 0, 0);
        }

        ref var found = ref _classes[place];
        found.Sum += value;
        found.Count++;
    }

    /// <param name="name">A class of which there is a candidate.</param>
    public double Of(string name)
    {
        ref readonly var found = ref _classes[Find(name)];
        return found.Sum / found.Count;
    }

    private int Find(string name)
    {
        if (_last < _count && _classes[_last].Class == name)
            return _last;
        var place = 0;
        while (place < _count && _classes[place].Class != name)
            place++;
        _last = place;
        return place;
    }
}
