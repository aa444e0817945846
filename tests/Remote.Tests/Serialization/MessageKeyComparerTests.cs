using System.Collections.Frozen;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests.Serialization;

public sealed class MessageKeyComparerTests
{
    [Fact]
    public void GetHashCode_OfEqualKeys_IsEqual()
    {
        AssertAlike(0.0, -0.0);
        AssertAlike(double.NaN, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) + 1));
        AssertAlike(0f, -0f);
        AssertAlike(1m, 1.000m);
        AssertAlike(0m, new decimal(0, 0, 0, true, 5));
        AssertAlike(100m, 1e2m);
        AssertAlike(decimal.MaxValue, decimal.MaxValue);
        AssertAlike(new DateTime(5, DateTimeKind.Utc), new DateTime(5, DateTimeKind.Local));
        AssertAlike(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(2)));
        AssertAlike(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Parse("00112233-4455-6677-8899-AABBCCDDEEFF"));
        AssertAlike(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(1));
        AssertAlike(DayOfWeek.Friday, (DayOfWeek)5);
        AssertAlike(Far.VeryFar, (Far)long.MinValue);
    }

    [Fact]
    public void GetHashCode_OfDecimalsOfAnyScale_AgreesWithEquality() =>
        Prop.ForAll<int, byte>((number, scale) =>
        {
            decimal value = new(number, 0, 0, false, (byte)(scale % 20));
            AssertAlike(value, value * 1.00000m);
        }).QuickCheckThrowOnFailure();

    /// <summary>Keys whose plain hashes are all alike spread out; fails with the default comparer (one hash code for all).</summary>
    [Fact]
    public void GetHashCode_OfKeysChosenToCollide_Spreads()
    {
        var comparer = MessageKeyComparer<long>.Instance!;
        long[] keys = [.. Enumerable.Range(1, 1000).Select(i => ((long)i << 32) | (uint)i)];
        Assert.Single(keys.Select(key => key.GetHashCode()).Distinct());
        Assert.InRange(keys.Select(comparer.GetHashCode).Distinct().Count(), 990, 1000);
    }

    /// <summary>
    /// Keys that collide whatever the seed is when it is only added: under System.HashCode, which was used here once,
    /// they have two hash codes in every process.
    /// </summary>
    [Fact]
    public void GetHashCode_OfKeysThatCollideUnderEveryAddedSeed_Spreads()
    {
        long[] keys = SeedlessCollisions(65_536);
        Assert.InRange(keys.Select(key => HashCode.Combine((int)key, (int)(key >> 32))).Distinct().Count(), 1, 4);
        AssertSpread(keys);
        AssertSpread([.. keys.Select(key => (ulong)key)]);
        AssertSpread([.. keys.Select(key => new TimeSpan(key))]);
        AssertSpread([.. keys.Select(key => new Int128((ulong)key, 5))]);
        AssertSpread([.. keys.Select(key => new UInt128(5, (ulong)key))]);
        AssertSpread([.. keys.Select(key => new Guid((int)key, (short)(key >> 32), (short)(key >> 48), 0, 0, 0, 0, 0, 0, 0, 0))]);
        AssertSpread([.. keys.Select(key => new decimal((int)key, (int)(key >> 32), 7, false, 0))]);
        AssertSpread([.. keys.Select(key => new BigInteger((ulong)key | (1UL << 63)))]);
        AssertSpread([.. keys.Select(key => (new BigInteger(1) << 4000) + (ulong)key)]);
    }

    /// <summary>
    /// Multiples of the table's size are all one bucket to the plain hash of an int. Any one size may be unlucky with the
    /// seed of this process, most are not.
    /// </summary>
    [Fact]
    public void GetHashCode_OfMultiplesOfATableSize_Spreads()
    {
        var comparer = MessageKeyComparer<int>.Instance!;
        int[] sizes = [1103, 1259, 1327, 1447, 1571, 1693, 1777, 1861, 1931, 2053, 2179, 2293, 2411, 2539, 2659, 2777, 2897, 3019, 3137, 3253];
        Assert.InRange(sizes.Count(size => Enumerable.Range(0, 1000).Select(i => (uint)comparer.GetHashCode(i * size) % (uint)size).Distinct().Count() > 400), sizes.Length / 2, sizes.Length);
    }

    [Fact]
    public void Instance_WhereTheDefaultIsSafe_IsNull()
    {
        Assert.Null(MessageKeyComparer<string>.Instance);
        Assert.Null(MessageKeyComparer<byte>.Instance);
        Assert.Null(MessageKeyComparer<char>.Instance);
        Assert.Null(MessageKeyComparer<Colour>.Instance);
    }

    [Fact]
    public void Read_MapsAndSetsOfNumbers_UseTheSeededHash()
    {
        var copy = Payload.Copy(Corpus.Collections);
        Assert.Same(MessageKeyComparer<long>.Instance, copy.Set.Comparer);
        Assert.Same(MessageKeyComparer<int>.Instance, copy.Deep.Comparer);
    }

    // xxHash32 takes two parts of a key as rotl(seed + part1 * P3, 17) * P4 + part2 * P3: what m adds in the first, the second takes away.
    private static long[] SeedlessCollisions(int count)
    {
        const uint p3 = 3266489917, p4 = 668265263;
        uint inverse = 1;
        for (int i = 0; i < 6; i++) inverse *= 2 - (p3 * inverse);
        return [.. Enumerable.Range(0, count).Select(m => (long)(((ulong)(9 - ((uint)m * p4 * inverse)) << 32) | (7 + (((uint)m << 15) * inverse))))];
    }

    /// <summary>
    /// Frozen collections that may choose their hash take one without a seed: thousands of texts in one bucket, each lookup
    /// a walk through all.
    /// </summary>
    [Fact]
    public void Read_FrozenSetsAndMapsOfText_UseTheSeededHash()
    {
        var copy = Payload.Copy(new FrozenTexts(FrozenSet.ToFrozenSet(["a", "b"]), new Dictionary<string, int> { ["k"] = 1 }.ToFrozenDictionary(), FrozenSet.ToFrozenSet([5L])));
        Assert.Same(SeededTextComparer.Instance, copy.Set.Comparer);
        Assert.Same(SeededTextComparer.Instance, copy.Map.Comparer);
        Assert.Same(MessageKeyComparer<long>.Instance, copy.Numbers.Comparer);
        Assert.True(copy.Set.Contains("a") && copy.Map.ContainsKey("k") && !copy.Set.Contains("A"));
    }

    // A good hash gives 65,536 keys some 65,535 codes.
    private static void AssertSpread<T>(T[] keys)
    {
        var comparer = MessageKeyComparer<T>.Instance!;
        Assert.InRange(keys.Select(key => comparer.GetHashCode(key!)).Distinct().Count(), keys.Length * 99 / 100, keys.Length);
    }

    private static void AssertAlike<T>(T one, T other)
    {
        var comparer = MessageKeyComparer<T>.Instance!;
        Assert.True(comparer.Equals(one, other));
        Assert.Equal(comparer.GetHashCode(one!), comparer.GetHashCode(other!));
    }
}
