using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Cluster.Tests;

/// <summary>Seen to fail: reading the position in the list of owners one off breaks the shards' way through the store.</summary>
public sealed class MembershipRowsTests
{
    private const int Shards = 70;
    private static readonly MembershipKeys Keys = new("rows");
    private static readonly MembershipOptions Options = new() { Cluster = "rows", Address = new NodeAddress("s", "h", 1), ShardCount = Shards };

    private static readonly Arbitrary<ShardEntry[]> Tables = (
        from owner in Gen.Choose(-1, 5)
        from token in Gen.Choose(0, int.MaxValue)
        from remembered in Gen.Choose(0, 3)
        select new ShardEntry(owner < 0 ? null : new MemberId($"n#{owner}", (ulong)owner), (ulong)token << 20, (ulong)remembered)).ArrayOf(Shards).ToArbitrary();

    [Fact]
    public void Shards_Any_ComeBackFromTheStoreAsWritten() =>
        Prop.ForAll(Tables, static table =>
        {
            var state = new KeyValueState();
            var change = Founding(StoreImage.Parse(state.Read(Keys.Prefix), Keys, Shards, null));
            for (int i = 0; i < Shards; i++) change.SetShard(i, table[i].Owner, table[i].Token, table[i].Remembered);
            state.Apply(change.Build(), 7);
            return StoreImage.Parse(state.Read(Keys.Prefix), Keys, Shards, null).Shards.SequenceEqual(table);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Member_Any_ComesBackAndEveryWriteHasAnotherNonce() =>
        Prop.ForAll<ulong, string[]>((number, votes) =>
        {
            var state = new KeyValueState();
            var row = new MemberRow("n1", "s", "häst", 65535, number, "i", (MemberState)(number % 5), number, votes ?? []);
            var nonces = new HashSet<string>();
            for (ulong index = 2; index < 4; index++)
            {
                var image = StoreImage.Parse(state.Read(Keys.Prefix), Keys, Shards, null);
                var change = Founding(image);
                change.SetMember(row);
                state.Apply(change.Build(), index);
                var read = StoreImage.Parse(state.Read(Keys.Prefix), Keys, Shards, null).Members["n1"];
                bool equal = read.Votes.SequenceEqual(row.Votes) && read with { Votes = row.Votes, Nonce = "" } == row;
                if (!equal || !nonces.Add(read.Nonce)) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnythingCutOff_IsAnErrorThatNamesTheKey()
    {
        byte[] whole = RowJson.Write(new ShardRow(0, ["a#1"], [0], [1]), RowJson.Default.ShardRow);
        for (int length = 0; length < whole.Length; length++)
        {
            var entry = new StoreEntry("actors/rows/shards/0000", whole.AsMemory(0, length), 1);
            Assert.Contains(entry.Key, Assert.Throws<MembershipException>(() => RowJson.Read(entry, RowJson.Default.ShardRow)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"First":0,"Owners":["a#1"],"Owner":[0,0],"Tokens":[1]}""")]
    [InlineData("""{"First":7,"Owners":["a#1"],"Owner":[0],"Tokens":[1]}""")]
    [InlineData("""{"First":960,"Owners":["a#1"],"Owner":[0],"Tokens":[1]}""")]
    [InlineData("""{"First":-32,"Owners":[],"Owner":[],"Tokens":[]}""")]
    [InlineData("""{"First":0,"Owners":["a"],"Owner":[0],"Tokens":[1]}""")]
    [InlineData("""{"First":0,"Owners":null,"Owner":null,"Tokens":null}""")]
    public void Parse_OfARowThatDoesNotFit_IsRefused(string json) =>
        Assert.Throws<MembershipException>(() => StoreImage.Parse(new StoreView([new StoreEntry(Keys.ShardRow(0), Encoding.UTF8.GetBytes(json), 1)], 1), Keys, Shards, null));

    private static StoreChange Founding(StoreImage image)
    {
        var change = new StoreChange(image, Keys, new Jitter(new Random(1), Options));
        if (image.Meta is null) change.SetMeta(new MetaRow("u", Options.Settings, UniversePhase.Running, []));
        return change;
    }
}
