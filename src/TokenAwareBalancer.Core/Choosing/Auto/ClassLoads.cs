namespace TokenAwareBalancer.Choosing.Auto;

/// <summary>The classes of engines that candidates have been of.</summary>
/// <remarks>A fleet has few, and neighbours are often of the same: the last one found is tried first.</remarks>
internal sealed class ClassLoads
{
    /// <summary>Beyond these, classes that have no candidate are forgotten.</summary>
    private const int Most = 64;

    private readonly List<ClassLoad> _loads = [];
    private ClassLoad? _last;
    private double _nowSeconds;

    public void Begin(double nowSeconds)
    {
        _nowSeconds = nowSeconds;
        if (_loads.Count > Most)
        {
            _loads.RemoveAll(static load => load.Members == 0);
            _last = null;
        }

        foreach (var load in _loads)
            load.Begin(nowSeconds);
    }

    public ClassLoad Find(string name)
    {
        if (_last?.Name == name)
            return _last;
        foreach (var load in _loads)
        {
            if (load.Name == name)
                return _last = load;
        }

        _last = new ClassLoad(name, _nowSeconds);
        _loads.Add(_last);
        return _last;
    }
}
