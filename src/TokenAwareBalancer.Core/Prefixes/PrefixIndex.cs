using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Prefixes;

/// <summary>What each backend's prefix cache probably holds, by what was sent there.</summary>
/// <remarks>
/// <para>
/// Engines keep the KV of prompts in a cache, and need not compute what a new prompt has in common with an old one from
/// its start. One table knows every beginning of a prompt by its hash, with the set of backends that have been sent it;
/// so one walk along the hashes of a new prompt tells for all backends at once how much of it each holds:
/// <c>holders ← holders ∩ holders of the next beginning</c>, until nobody is left. For each backend there is an order
/// of use beside it: an engine evicts what nobody has used for longest, and of one prompt the last blocks first. What
/// requests in flight use stays.
/// </para>
/// <para>
/// A beginning counts from the moment a request is placed: engines share a block as soon as it is scheduled. A request
/// that ends without content takes with it what it alone had brought.
/// </para>
/// <para>
/// Answers correct it. Less found than predicted, of what was long unused, means that what is older still is gone as
/// well (it was evicted before), and that the cache is smaller than believed; more, that it is larger. What was used
/// lately and is not found says something else: that the engine does not cache as one should; <see cref="CacheTrust"/>
/// then scales what is predicted.
/// </para>
/// <para>
/// Memory is fixed, and taken with the first request that has a beginning. When it is full, the backend with the most
/// that is unused loses its oldest. All members that end in NeedsLock are called under the lock of the admission gate.
/// </para>
/// </remarks>
public sealed class PrefixIndex
{
    /// <summary>A KV block: vLLM's and, in the end, every engine's granularity or a multiple of it.</summary>
    public const int BlockTokens = 16;

    /// <summary>What a beginning takes: its entry, its copy, and their places in two hash tables.</summary>
    internal const int BytesPerBeginning = 64 + 48 + 8;

    /// <summary>One correction stays short; the next goes on with it.</summary>
    private const int MostCorrected = 256;

    /// <summary>From here on what is evicted may be what the engine still has.</summary>
    private const double NearlyFull = 0.8;

    /// <summary>What rounding and templates may take away without anything being wrong.</summary>
    private const long ToleratedTokens = 64;

    private readonly PrefixSettings _settings;
    private readonly int _most;
    private readonly long[] _hitTokens = new long[BackendMask.MostBackends]; // of the last look-up
    private readonly BackendPrefixes?[] _backends = new BackendPrefixes?[BackendMask.MostBackends];
    private BackendMask _slots;
    private PrefixTable? _table;
    private PrefixCopies? _copies;

    public PrefixIndex(PrefixSettings? settings = null)
    {
        _settings = settings ?? PrefixSettings.Default;
        _most = (int)Math.Min(_settings.MemoryBytes / BytesPerBeginning, 1 << 25);
    }

    /// <summary>Finds for every backend how much of a prompt it is believed to hold.</summary>
    internal void LookUp_NeedsLock(ReadOnlySpan<PrefixHash> beginnings)
    {
        Array.Clear(_hitTokens);
        if (_table is not { } table)
            return;
        var holders = _slots;
        var endTokens = 0L;
        foreach (ref readonly var beginning in beginnings)
        {
            var place = table.Find(beginning.Hash);
            if (place < 0)
                break;
            var left = holders & table[place].Holders;
            (holders ^ left).Write(_hitTokens, endTokens);
            holders = left;
            if (holders.IsEmpty)
                return;
            endTokens = beginning.EndTokens;
        }

        holders.Write(_hitTokens, endTokens);
    }

    /// <summary>What of the prompt that was looked up last a backend is expected to find in its cache.</summary>
    internal long Predict_NeedsLock(Backend backend, long promptTokens)
    {
        var prefixes = backend.Prefixes;
        if (prefixes.HasRestarted(backend.Engine))
            Forget_NeedsLock(backend);
        if (prefixes.Slot < 0)
            return 0;
        var believedTokens = (long)(_hitTokens[prefixes.Slot] * prefixes.Trust.Value);
        // At least one token is computed, to have something to sample from.
        return Math.Max(0, Math.Min(believedTokens, promptTokens - 1)) / BlockTokens * BlockTokens;
    }

    /// <summary>A request is being placed: its backend will hold all of its prompt.</summary>
    /// <returns>To be given to <see cref="Release_NeedsLock"/>; null where nothing is known of the prompt.</returns>
    internal PrefixHold? Hold_NeedsLock(Backend backend, in WorkEstimate work, long predictedTokens)
    {
        var prefixes = backend.Prefixes;
        var beginnings = work.Prefixes.Span;
        if (beginnings.IsEmpty || _most == 0 || !TryEnter(prefixes))
            return null;
        MakeRoom(beginnings.Length);
        var hold = new PrefixHold(prefixes, beginnings.Length) { PredictedTokens = predictedTokens };
        var startTokens = 0L;
        foreach (ref readonly var beginning in beginnings)
        {
            if (!TryHold(hold, beginning, (int)Math.Max(0, beginning.EndTokens - startTokens)))
                break;
            startTokens = beginning.EndTokens;
        }

        hold.OtherTokens = Math.Max(0, work.PromptTokens - startTokens);
        prefixes.OtherTokens += hold.OtherTokens;
        prefixes.NotePlaced(work.PromptTokens, hold.MatchedTokens);
        var inFlight = backend.Ledger.Read();
        KeepWithin(prefixes, prefixes.Capacity.Tokens - Math.Max(0, inFlight.KvTokens - inFlight.PromptTokens));
        return hold;
    }

    /// <summary>A request has ended: what it used may be evicted again, the end of its prompt first.</summary>
    internal void Release_NeedsLock(PrefixHold hold, Lease lease)
    {
        var prefixes = hold.Backend;
        if (lease.ObservedCachedTokens is { } observedTokens && lease.HasHadContent)
            Learn(hold, lease.ObservedPromptTokens, observedTokens);
        if (hold.Lifetime == prefixes.Lifetime)
        {
            prefixes.OtherTokens -= hold.OtherTokens;
            for (var index = hold.Count - 1; index >= 0; index--)
                Release(prefixes, hold.Copies[index], lease.HasHadContent);
        }

        hold.Return();
    }

    /// <summary>A backend's engine has been started anew, or nobody is there: its cache is empty.</summary>
    internal void Forget_NeedsLock(Backend backend)
    {
        var prefixes = backend.Prefixes;
        prefixes.Lifetime++;
        prefixes.OtherTokens = 0;
        if (prefixes.Slot >= 0)
            _hitTokens[prefixes.Slot] = 0;
        while (prefixes.Idle.Count > 0)
            Evict(prefixes);
        while (prefixes.InUse.Count > 0)
        {
            var place = prefixes.InUse.Oldest;
            prefixes.InUse.Remove(_copies!, place);
            Remove(place);
        }
    }

    /// <summary>A backend has left the fleet.</summary>
    internal void Leave_NeedsLock(Backend backend)
    {
        var prefixes = backend.Prefixes;
        if (prefixes.Slot < 0)
            return;
        Forget_NeedsLock(backend);
        _slots.Remove(prefixes.Slot);
        _backends[prefixes.Slot] = null;
        prefixes.Leave();
    }

    internal static PrefixCacheReading Read_NeedsLock(Backend backend)
    {
        var prefixes = backend.Prefixes;
        return prefixes.Accuracy.Read() with
        {
            BelievedTokens = prefixes.BelievedTokens,
            CapacityTokens = prefixes.Capacity.Tokens,
            Beginnings = prefixes.Idle.Count + prefixes.InUse.Count,
            Trust = prefixes.Trust.Value,
        };
    }

    /// <summary>Gives a backend a bit; there are none for more than 256 at once.</summary>
    private bool TryEnter(BackendPrefixes prefixes)
    {
        if (prefixes.Slot >= 0)
            return true;
        var slot = Array.IndexOf(_backends, null);
        if (slot < 0)
            return false;
        _table ??= new PrefixTable(_most);
        _copies ??= new PrefixCopies(_most);
        _backends[slot] = prefixes;
        _slots.Add(slot);
        prefixes.Enter(slot, _settings.CapacityTokens);
        return true;
    }

    private bool TryHold(PrefixHold hold, in PrefixHash beginning, int tokens)
    {
        var prefixes = hold.Backend;
        var entry = _table!.Find(beginning.Hash);
        var isNew = entry < 0 || !_table[entry].Holders.Has(prefixes.Slot);
        if (isNew && _copies!.IsFull)
            return false;
        if (entry < 0)
            entry = _table.Add(beginning.Hash);
        var place = isNew ? _copies!.Add(entry, prefixes.Slot, tokens) : _copies!.Find(entry, prefixes.Slot);
        _table[entry].Holders.Add(prefixes.Slot);
        ref var copy = ref _copies[place];
        if (copy.Holders++ == 0)
        {
            if (!isNew)
                prefixes.Idle.Remove(_copies, place);
            prefixes.InUse.AddNewest(_copies, place);
        }
        else
        {
            // It is in use now, whatever was before.
            copy.ReleasedTurn = prefixes.Turn;
        }

        hold.Add(place, tokens, isNew);
        return true;
    }

    private void Release(BackendPrefixes prefixes, int place, bool isComputed)
    {
        ref var copy = ref _copies![place];
        copy.IsComputed |= isComputed;
        if (--copy.Holders > 0)
            return;
        prefixes.InUse.Remove(_copies, place);
        if (!copy.IsComputed)
        {
            Remove(place);
            return;
        }

        prefixes.Turn += copy.Tokens;
        copy.ReleasedTurn = prefixes.Turn;
        prefixes.Idle.AddNewest(_copies, place);
    }

    private void Learn(PrefixHold hold, long promptTokens, long observedTokens)
    {
        var prefixes = hold.Backend;
        prefixes.IsTold = true;
        prefixes.Accuracy.Observe(promptTokens, hold.PredictedTokens, observedTokens);
        if (hold.Lifetime != prefixes.Lifetime)
            return;
        var toleratedTokens = Math.Max(ToleratedTokens, hold.MatchedTokens / 10);
        if (observedTokens < hold.MatchedTokens - toleratedTokens && FindMissing(hold, observedTokens) is { } turn)
        {
            ForgetOlder(prefixes, turn);
            return;
        }

        prefixes.Trust.Observe(hold.MatchedTokens, observedTokens);
        if (observedTokens > hold.MatchedTokens + ToleratedTokens)
            GrowIfFull(prefixes);
    }

    // What was never sent from here, or never believed to be gone, says nothing of the capacity.
    private static void GrowIfFull(BackendPrefixes prefixes)
    {
        if (prefixes.BelievedTokens + prefixes.OtherTokens >= NearlyFull * prefixes.Capacity.Tokens)
            prefixes.Capacity.Grow();
    }

    /// <summary>When the first of what was not found was last used; null when that is no sign of eviction.</summary>
    /// <remarks>
    /// It is one when enough was used since: half of all that is believed where the engine tells its capacity, more
    /// than this prompt where it may be anything.
    /// </remarks>
    private long? FindMissing(PrefixHold hold, long observedTokens)
    {
        var endTokens = 0L;
        foreach (var place in hold.Copies[..hold.Matched])
        {
            endTokens += _copies![place].Tokens;
            if (endTokens <= observedTokens + BlockTokens)
                continue;
            var prefixes = hold.Backend;
            var turn = _copies[place].ReleasedTurn;
            var enoughTokens = prefixes.Capacity.IsTold ? prefixes.BelievedTokens / 2 : hold.Tokens;
            return prefixes.Turn - turn > enoughTokens ? turn : null;
        }

        return null;
    }

    /// <summary>What was used before something that is gone is gone as well.</summary>
    private void ForgetOlder(BackendPrefixes prefixes, long turn)
    {
        for (var count = 0; count < MostCorrected && prefixes.Idle.Count > 0; count++)
        {
            if (_copies![prefixes.Idle.Oldest].ReleasedTurn > turn)
                break;
            Evict(prefixes);
        }

        prefixes.Capacity.Shrink(prefixes.BelievedTokens);
    }

    private void KeepWithin(BackendPrefixes prefixes, long capacityTokens)
    {
        while (prefixes.Idle.Count > 0 && prefixes.BelievedTokens + prefixes.OtherTokens > capacityTokens)
            Evict(prefixes);
    }

    /// <summary>Sees to it that so many copies can be added, as far as there is something that nobody uses.</summary>
    private void MakeRoom(int copies)
    {
        while (_copies!.Count + copies > _most)
        {
            var largest = _backends[0];
            foreach (var prefixes in _backends)
                largest = prefixes?.Idle.Count > (largest?.Idle.Count ?? 0) ? prefixes : largest;
            if (largest is null or { Idle.Count: 0 })
                return;
            for (var count = Math.Min(copies, largest.Idle.Count); count > 0; count--)
                Evict(largest);
        }
    }

    private void Evict(BackendPrefixes prefixes)
    {
        var place = prefixes.Idle.Oldest;
        prefixes.Idle.Remove(_copies!, place);
        Remove(place);
    }

    private void Remove(int place)
    {
        ref readonly var copy = ref _copies![place];
        ref var entry = ref _table![copy.Entry];
        entry.Holders.Remove(copy.Slot);
        if (entry.Holders.IsEmpty)
            _table.Remove(copy.Entry);
        _copies.Remove(place);
    }
}
